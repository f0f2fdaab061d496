"""What people say under pages, and what becomes of it."""

from .comments import Badge, Comment, Stance, State, Thread
from .moderation import Appeal, Block, Decision, Done, ModerationReason, Report
from .settings import DiscussionSettings

__all__ = [
    "Appeal",
    "Badge",
    "Block",
    "Comment",
    "Decision",
    "DiscussionSettings",
    "Done",
    "ModerationReason",
    "Report",
    "Stance",
    "State",
    "Thread",
]
