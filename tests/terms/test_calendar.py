"""Working days as the law counts them."""

from datetime import date

import pytest

from spilno_pages.terms.models import DayOff, Suspension, Term
from spilno_pages.terms.rules import Calendar, calendar, due

PEACE = Calendar(
    holidays=frozenset(
        [
            date(2026, 8, 24),
            date(2026, 12, 25),
            date(2027, 1, 1),
            date(2026, 3, 8),
            date(2027, 5, 1),
            date(2027, 5, 2),
        ]
    )
)
WAR = Calendar(PEACE.holidays, ((date(2022, 3, 24), None),))


@pytest.mark.parametrize(
    ("days", "start", "end", "which"),
    [
        (
            1,
            date(2026, 11, 24),
            date(2026, 11, 25),
            PEACE,
        ),  # Tuesday: the day itself is not counted
        (1, date(2026, 11, 27), date(2026, 11, 30), PEACE),  # Friday to Monday
        (10, date(2026, 11, 24), date(2026, 12, 8), PEACE),
        (1, date(2026, 8, 21), date(2026, 8, 25), PEACE),  # Independence Day on a Monday
        (1, date(2026, 8, 21), date(2026, 8, 24), WAR),  # a working day while martial law lasts
        (
            1,
            date(2026, 3, 6),
            date(2026, 3, 10),
            PEACE,
        ),  # a holiday on a Sunday moves the day off to Monday
        (
            1,
            date(2027, 4, 30),
            date(2027, 5, 5),
            PEACE,
        ),  # two in a row on a weekend move two days off
        (1, date(2027, 4, 30), date(2027, 5, 3), WAR),
    ],
)
def test_a_term_ends_on_the_working_day(days, start, end, which):
    assert which.after(start, days) == end
    assert which.between(start, end) == days


def test_days_between_are_none_when_the_end_is_not_later():
    assert PEACE.between(date(2026, 11, 24), date(2026, 11, 24)) == 0
    assert PEACE.between(date(2026, 11, 24), date(2026, 11, 20)) == 0
    assert PEACE.between(date(2026, 11, 27), date(2026, 11, 29)) == 0


def test_a_term_of_calendar_days_that_ends_on_a_day_off_ends_after_it():
    assert PEACE.after(date(2026, 11, 24), 4, "calendar") == date(2026, 11, 30)
    assert PEACE.after(date(2026, 11, 24), 3, "calendar") == date(2026, 11, 27)


def test_the_country_s_holidays_are_there_and_suspended_by_law(db):
    days = calendar()

    assert {date(2026, 8, 24), date(2027, 5, 2), date(2026, 12, 25)} <= days.holidays
    assert days.is_suspended(date(2026, 8, 24))
    assert not days.is_off(date(2026, 8, 24))
    assert "2136-IX" in Suspension.objects.get().source


def test_the_end_of_martial_law_brings_the_holidays_back(db):
    Suspension.objects.update(until=date(2026, 12, 1))

    assert calendar().is_off(date(2026, 12, 25))


def test_a_new_term_holds_for_what_begins_after_it(db):
    Term.objects.create(key="question", days=5, since=date(2027, 2, 1), source="Рішення № 1")

    assert due("question", date(2027, 1, 29), 99) == date(2027, 2, 12)
    assert due("question", date(2027, 2, 1), 99) == date(2027, 2, 8)
    assert due("nothing of the kind", date(2027, 2, 1), 1) == date(2027, 2, 2)


def test_holidays_and_terms_are_kept_by_the_council(db, sign_in):
    from tests import factories

    client = sign_in(factories.editor())
    for model in ("term", "dayoff", "suspension"):
        assert client.get(f"/admin/snippets/spilno_terms/{model}/").status_code == 200
    client.post(
        "/admin/snippets/spilno_terms/dayoff/add/", {"day": "2031-01-01", "name": "Новий рік"}
    )

    assert DayOff.objects.filter(day=date(2031, 1, 1)).exists()
