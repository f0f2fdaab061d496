"""Many comments at once: rows as posting would leave them, for the demo city and for measuring."""

from django.db import connection

from django_comments.models import Comment as BaseComment
from django_comments.models import CommentFlag
from django_comments_xtd.models import LIKEDIT_FLAG, XtdComment

from .models import Comment

BATCH = 200


def insert(comments):
    """Inserts unsaved comments, roots before what answers them, and gives them their keys. A few queries for all of them."""
    for level in ([c for c in comments if c.root is None], [c for c in comments if c.root]):
        for start in range(0, len(level), BATCH):
            insert_part(level[start : start + BATCH])
    return comments


def insert_part(comments):
    names = [field.attname for field in BaseComment._meta.local_concrete_fields][1:]
    bases = [
        BaseComment(**{name: getattr(comment, name) for name in names}) for comment in comments
    ]
    BaseComment._base_manager.bulk_create(bases)
    for comment, base in zip(comments, bases, strict=True):
        comment.pk = comment.id = comment.comment_ptr_id = comment.xtdcomment_ptr_id = base.pk
        root = comment.root
        # The relation was set before the root had a key.
        comment.root = root
        comment.answers = comment.answers
        comment.parent_id = comment.thread_id = root.pk if root else base.pk
        comment.level = 1 if root else 0
    for model in (XtdComment, Comment):
        model._base_manager.all()._insert(
            comments, fields=model._meta.local_concrete_fields, using=connection.alias
        )


def like(comments, users):
    """Gives each comment .helpful likes of different accounts: as many as there are accounts at most."""
    flags = [
        CommentFlag(
            user=user, comment_id=comment.pk, flag=LIKEDIT_FLAG, flag_date=comment.submit_date
        )
        for number, comment in enumerate(comments)
        for user in (users[number % len(users) :] + users[: number % len(users)])[: comment.helpful]
    ]
    CommentFlag.objects.bulk_create(flags, batch_size=BATCH)
