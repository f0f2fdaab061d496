"""What is told after a comment, off the request."""

from django.urls import reverse
from django.utils import timezone

from django_tasks import task

from ..notices.actions import notify
from ..open_pages import paths_of
from ..residents.models import Role, RoleKind
from .models import Comment, State
from .texts import excerpt

TOLD = 300  # characters of a comment in a letter


@task()
def tell(comment_pk, official=False):
    """Tells who is answered, and once a day whose page it is. Nobody is told of what is not public."""
    comment = (
        Comment.objects.filter(pk=comment_pk, state=State.PUBLIC)
        .select_related("author__user", "answers__author__user", "root__author__user", "page")
        .first()
    )
    if comment is None:
        return
    told = {comment.author and comment.author.user_id}
    page = comment.page
    words = {
        "person": comment.author_name,
        "account": comment.author.user_id if comment.author else "",
        "comment": comment.pk,
        "page": page.title,
        "words": excerpt(comment.comment, TOLD),
    }
    url = reverse("comment", args=[comment.pk])
    answered = comment.answers or comment.root
    if answered and answered.author and answered.author.user_id not in told:
        told.add(answered.author.user_id)
        notify(answered.author.user, "comment.reply", comment, url=url, **words)
    kind = "comment.official" if official else "comment.on_page"
    about = comment if official else f"thread:{page.pk}:{timezone.localdate()}"
    if not official:
        del words["words"]
    for user in people_of(page):
        if user.pk not in told:
            notify(user, kind, about, url=url, **words)


def people_of(page):
    """Returns the accounts whose page it is: the organization's representatives, else its author. Two queries."""
    roles = Role.objects.current().filter(
        kind=RoleKind.REPRESENTATIVE, page__path__in=paths_of(page)
    )
    found = [role.resident.user for role in roles.select_related("resident__user")]
    return found or ([page.owner] if page.owner and hasattr(page.owner, "resident") else [])
