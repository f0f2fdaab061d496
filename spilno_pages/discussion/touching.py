"""Which kept pages show a discussion, by name."""

from django.dispatch import Signal

from ..generations import touch_on_commit

LOG = "moderation"
# Sent inside the transaction that changes what is shown of a comment: comment (Comment).
comment_changed = Signal()


def thread_name(page_pk):
    return f"thread-{page_pk}"


def touch_thread(page_pk, *more):
    """Everything that is drawn of the page's discussion is drawn anew after the commit."""
    touch_on_commit(thread_name(page_pk), "threads", *more)


def touch_comment(comment, *more):
    """As touch_thread, for a change of one comment: rooms above hear of it and touch where they show it."""
    touch_thread(comment.page_id, *more)
    comment_changed.send(sender=type(comment), comment=comment)
