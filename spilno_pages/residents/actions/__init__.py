"""What happens to people: they come, are verified, get and lose roles, agree to what the council publishes."""

from .consent import agree, publish_version
from .people import rename, resident_of
from .roles import announce_role, end_role, give_role, keep_clerks
from .verification import (
    PersonTakenError,
    desk_code,
    done_today,
    forget_codes,
    grant,
    remind_of_ends,
    revoke,
)

__all__ = [
    "PersonTakenError",
    "agree",
    "announce_role",
    "desk_code",
    "done_today",
    "end_role",
    "forget_codes",
    "give_role",
    "grant",
    "keep_clerks",
    "publish_version",
    "remind_of_ends",
    "rename",
    "resident_of",
    "revoke",
]
