"""A person leaves: what they said goes, what the council answered stays without a name."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from django_comments.models import CommentFlag
from django_comments_xtd.models import LIKEDIT_FLAG

from ..models import Appeal, Comment, Decision, Report
from ..touching import LOG, touch_thread
from .writing import blank


@transaction.atomic
def forget_author(user):
    """Blanks a person's comments, reports and appeals and takes the likes back. Official answers stay: they are the council's."""
    own = Comment.objects.filter(author__user=user)
    pages = set(own.values_list("page_id", flat=True))
    blank(own.exclude(is_official=True))
    own.update(user=None)
    liked = CommentFlag.objects.filter(user=user, flag=LIKEDIT_FLAG)
    for pk in list(liked.values_list("comment_id", flat=True)):
        Comment.objects.filter(pk=pk, helpful__gt=0).update(helpful=F("helpful") - 1)
    pages |= set(
        Comment.objects.filter(pk__in=liked.values("comment_id")).values_list("page_id", flat=True)
    )
    liked.delete()
    Report.objects.filter(reporter__user=user).update(words="")
    appeals = Appeal.objects.filter(appellant__user=user)
    appeals.open().update(decided_at=timezone.now(), granted=False)
    appeals.update(words="", answer="")
    Decision.objects.filter(comment__author__user=user).update(words="")
    for page in pages:
        touch_thread(page, LOG)
