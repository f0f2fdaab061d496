"""Which kept pages show a poll, by name."""

from ..generations import touch_on_commit


def poll_name(page_pk):
    return f"poll-{page_pk}"


def touch_poll(poll):
    """Everything that is drawn of the poll is drawn anew after the commit."""
    touch_on_commit(poll_name(poll.page_id), "polls")
