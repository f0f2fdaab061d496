"""Which days count, and when something is due."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from ..generations import remembered
from .models import DayOff, Suspension, Term, Unit

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Holidays, and the times in which they are ordinary working days."""

    holidays: frozenset = frozenset()
    suspended: tuple = field(default=())  # of (first day, last day or None)

    def is_suspended(self, day):
        return any(since <= day and (not until or day <= until) for since, until in self.suspended)

    def is_off(self, day):
        """True for weekends and holidays; a holiday on a weekend moves the day off to the next working day (КЗпП, ст. 67)."""
        return self.is_free(day) or day in self.moved(day)

    def is_free(self, day):
        return day.weekday() >= SATURDAY or (day in self.holidays and not self.is_suspended(day))

    def moved(self, day):
        """Returns {days off that holidays on the nearest weekend before the day give}."""
        found = set()
        for back in range(1, 8):
            holiday = day - back * DAY
            if (
                holiday in self.holidays
                and holiday.weekday() >= SATURDAY
                and not self.is_suspended(holiday)
            ):
                moved = holiday + DAY
                while self.is_free(moved) or moved in found:
                    moved += DAY
                found.add(moved)
        return found

    def after(self, start, days, unit=Unit.WORKING):
        """Returns the last day of a term; the day it begins on is not counted (ЦКУ, ст. 253)."""
        if unit == Unit.CALENDAR:
            due = start + days * DAY
            while self.is_off(
                due
            ):  # ЦКУ, ст. 254: a term that ends on a day off ends on the next working day
                due += DAY
            return due
        due = start
        while days:
            due += DAY
            days -= not self.is_off(due)
        return due

    def between(self, start, end):
        """Returns the number of working days after start up to and with end; 0 where end is not later."""
        if end <= start:
            return 0
        span = (end - start).days
        return sum(not self.is_off(start + number * DAY) for number in range(1, span + 1))


def calendar():
    """Returns the Calendar in force. Two queries a generation."""
    return remembered("working calendar", read_calendar)


def read_calendar():
    return Calendar(
        holidays=frozenset(DayOff.objects.values_list("day", flat=True)),
        suspended=tuple(Suspension.objects.values_list("since", "until")),
    )


def term(key, day: date):
    """Returns the Term of a key in force on a day; None where none is set. One query a generation."""
    rows = remembered(f"term {key}", lambda: list(Term.objects.filter(key=key).order_by("-since")))
    return next((row for row in rows if row.since <= day), None)


def due(key, start: date, otherwise: int):
    """Returns the last day on which something that began on start is in time. otherwise: working days where no term is set."""
    found = term(key, start)
    if found is None:
        return calendar().after(start, otherwise)
    return calendar().after(start, found.days, found.unit)
