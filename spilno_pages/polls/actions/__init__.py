"""What is done to polls and in them. One module a subject."""

from .amending import cancel, extend, tell_outcome
from .answers import decide_answer
from .casting import AlreadyCastError, BarredError, PaperChangedError, cast, withdraw
from .erasure import forget_voter
from .issuing import issue
from .sealing import checkpoint, checkpoint_due, seal, seal_due
from .wishes import unwish, wish

__all__ = [
    "AlreadyCastError",
    "BarredError",
    "PaperChangedError",
    "cancel",
    "cast",
    "checkpoint",
    "checkpoint_due",
    "decide_answer",
    "extend",
    "forget_voter",
    "issue",
    "seal",
    "seal_due",
    "tell_outcome",
    "unwish",
    "wish",
    "withdraw",
]
