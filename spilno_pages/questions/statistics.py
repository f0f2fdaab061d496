"""How fast a department answers: numbers that anyone may check against the list below them."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils import timezone

from ..terms.rules import calendar, term
from .models import Question

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Answers:
    """Of the questions of the last 365 days: asked, answered, in time; open now, overdue now; median working days to an answer.

    typical is None where nothing was answered yet.
    """

    asked: int = 0
    answered: int = 0
    in_time: int = 0
    open: int = 0
    overdue: int = 0
    typical: int | None = None
    term: object = None

    @property
    def share(self):
        """Per cent of what had to be answered by now that was answered in time; None where nothing had to be."""
        had_to = self.answered + self.overdue
        return round(100 * self.in_time / had_to) if had_to else None


def answers_of(department_id, day=None):
    """Returns the Answers of a department. One query, two more a generation for the calendar."""
    day = day or timezone.localdate()
    rows = list(
        Question.objects.shown()
        .filter(department_id=department_id, asked_on__gt=day - YEAR)
        .values_list("asked_on", "due_on", "answered_on")
    )
    days = calendar()
    taken = [days.between(asked, answered) for asked, _due, answered in rows if answered]
    return Answers(
        asked=len(rows),
        answered=len(taken),
        in_time=sum(1 for _asked, due, answered in rows if answered and answered <= due),
        open=sum(1 for _asked, _due, answered in rows if not answered),
        overdue=sum(1 for _asked, due, answered in rows if not answered and due < day),
        typical=round(median(taken)) if taken else None,
        term=term("question", day),
    )
