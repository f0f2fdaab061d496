"""How every rule answers: yes, or no with the sentence that the person reads."""

from typing import NamedTuple


class Verdict(NamedTuple):
    """True where something is allowed; else .reason says in a full sentence why not and what to do."""

    allowed: bool
    reason: str = ""

    def __bool__(self):
        return self.allowed


YES = Verdict(True)


def no(reason):
    return Verdict(False, reason)
