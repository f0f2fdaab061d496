"""Who is the council, who represents whom, and which pages and files a representative may meet in the admin."""

from django.utils.translation import gettext as _

from wagtail.models import Page

from ..models.settings import DECIDE
from ..residents.models import Role, RoleKind
from ..verdicts import YES, no
from .models import Workspace


def is_council(user):
    """True for people who decide for the council: they see every organization's tree."""
    return user.has_perm(DECIDE)


def own_paths(user):
    """Returns the tree paths of the organizations that the person represents, [] for nobody's. One query a request."""
    if not hasattr(user, "_own_paths"):
        user._own_paths = list(Workspace.objects.of(user).values_list("page__path", flat=True))
    return user._own_paths


def represents(user, workspace):
    """True for a representative of this organization. One query."""
    return user.is_active and user.groups.filter(pk=workspace.group_id).exists()


def may_dismiss(by, user, workspace):
    """Whoever came earlier may remove whoever came later; the council may remove anyone in the admin. Three queries."""
    roles = Role.objects.current().filter(kind=RoleKind.REPRESENTATIVE, page_id=workspace.page_id)
    mine, theirs = (roles.filter(resident__user=person).first() for person in (by, user))
    if not represents(by, workspace) or mine is None or theirs is None or by == user:
        return no(_("Only a representative of the organization may do that."))
    if mine.pk > theirs.pk:
        return no(
            _(
                "This person has represented the organization longer than you. Write to the council if they should go."
            )
        )
    return YES


def may_work_on(user, page):
    """True inside the person's own trees."""
    return any(page.path.startswith(path) for path in own_paths(user))


def may_meet(user, page):
    """True for what the person works on and for what anyone may read on the site."""
    if may_work_on(user, page):
        return True
    return page.live and not page.get_view_restrictions().exists()


def choosable(user, pages):
    """Returns the pages of a queryset that may be listed to the person: his own, and what everyone may read."""
    if is_council(user):
        return pages
    readable = Page.objects.live().public()
    for path in own_paths(user):
        readable |= Page.objects.filter(path__startswith=path)
    return pages.filter(pk__in=readable.values("pk"))
