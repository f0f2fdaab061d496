"""Which kept pages show a discussion, by name."""

from ..generations import touch_on_commit

LOG = "moderation"


def thread_name(page_pk):
    return f"thread-{page_pk}"


def touch_thread(page_pk, *more):
    """Everything that is drawn of the page's discussion is drawn anew after the commit."""
    touch_on_commit(thread_name(page_pk), "threads", *more)
