"""A poll of its own and invented ballots in it, in bulk: for measuring."""

from datetime import timedelta

from django.utils import timezone

from .models import PollIndexPage, PollPage, SpilnoHomePage
from .polls.bulk import stuff
from .polls.models import Kind, Participation, Poll

TITLE = "Виміряне голосування"
DAYS = 30
QUESTIONS = [
    (
        "one",
        {
            "text": "Який двір облаштувати першим?",
            "options": [
                {"text": "Вербова, 45", "cost": 640_000},
                {"text": "Ярослава Мудрого, 12", "cost": 720_000},
                {"text": "Привокзальна, 7", "cost": 515_000},
                {"text": "Курсова, 31", "cost": 590_000},
                {"text": "бульвар Незалежності, 100", "cost": 810_000},
            ],
        },
    ),
    ("yesno", {"text": "Чи закривати набережну для авто у вихідні?"}),
]


def measured_poll(title=TITLE):
    """Returns the open Poll of that title; its page is published where there is none. None without the city's list of polls."""
    found = Poll.objects.open().filter(page__title=title).order_by("-opens_at").first()
    if found:
        return found
    home = SpilnoHomePage.objects.order_by("depth", "path").first()
    index = PollIndexPage.objects.child_of(home).first() if home else None
    if index is None:
        return None
    page = index.add_child(
        instance=PollPage(
            title=title,
            kind=Kind.SECRET,
            closes_at=timezone.now() + timedelta(days=DAYS),
            purpose="<p>Вигадане голосування, на якому міряють швидкість.</p>",
            questions=QUESTIONS,
        )
    )
    page.save_revision().publish()
    return page.poll


def poll_many(ballots, seed=1):
    """Casts that many invented ballots into the measured poll. Returns their number.

    The number of participants so far goes into the seed, so that every call invents other people.
    """
    poll = measured_poll() if ballots else None
    if poll is None:
        return 0
    there = Participation.objects.filter(poll=poll).count()
    return stuff(poll, ballots, seed=f"{seed}-{there}")
