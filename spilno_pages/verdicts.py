"""How every rule answers: yes, or no with the sentence that the person reads."""

from typing import NamedTuple


class Verdict(NamedTuple):
    """True where something is allowed; else .reason says in a full sentence why not and what to do.

    code: one word for what is missing, where a page offers the next step.
    """

    allowed: bool
    reason: str = ""
    code: str = ""

    def __bool__(self):
        return self.allowed


YES = Verdict(True)


def no(reason, code=""):
    return Verdict(False, reason, code)
