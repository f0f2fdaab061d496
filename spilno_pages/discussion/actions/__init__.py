"""What people and moderators do with comments: one function an act."""

from .appeals import appeal, decide_appeal, unblock
from .erasure import forget_author
from .moderation import decide, report, set_thread
from .queue import daily_summary
from .writing import answer_officially, edit, like, make_official, post, unpin, withdraw

__all__ = [
    "answer_officially",
    "appeal",
    "daily_summary",
    "decide",
    "decide_appeal",
    "edit",
    "forget_author",
    "like",
    "make_official",
    "post",
    "report",
    "set_thread",
    "unblock",
    "unpin",
    "withdraw",
]
