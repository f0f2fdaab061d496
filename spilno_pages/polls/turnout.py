"""How many took part, of how many who could; the choices are no business of this module."""

from collections import Counter

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from ..residents.ages import BANDS
from ..residents.models import Resident
from ..residents.rules import participation
from .models import MinLevel, Participation, Poll
from .rules import SMALLEST_CELL

KEPT = 60  # seconds
MINORS = "14-17"  # of ages.BANDS


def entitled(poll: Poll):
    """Returns the queryset of people who could take part today, None where everyone could."""
    if poll.min_level < MinLevel.IDENTITY:
        return None
    people = Resident.objects.filter(user__is_active=True, level__gte=poll.min_level)
    if poll.min_level == MinLevel.RESIDENT:
        people = people.filter(valid_until__gte=timezone.localdate())
    if not participation().minors_vote:
        people = people.exclude(age_band=MINORS)
    if poll.district_id:
        people = people.filter(proven_district=poll.district_id)
    return people


def base(poll: Poll):
    """Returns counted_base of a poll, a minute old at most."""
    if poll.min_level < MinLevel.IDENTITY:
        return None
    return cache.get_or_set(f"spilno-poll-base-{poll.pk}", lambda: counted_base(poll), KEPT)


def counted_base(poll: Poll):
    """Returns the number of people who could take part; None where it is not known. Two queries.

    Whoever took part could, also when they have moved or left since.
    """
    people = entitled(poll)
    return None if people is None else max(people.count(), count(poll))


def count(poll: Poll):
    """Returns how many took part. One query, none once the poll is sealed."""
    if poll.sealed_at:
        return poll.result["participation"]
    return Participation.objects.filter(poll=poll).count()


def cells(rows):
    """Returns [(name, number or None)] of {name: number} with parts below SMALLEST_CELL left out.

    What is left out can be told from the whole as a sum, so the next smallest parts go with it until the sum says of no
    single one that it is small.
    """
    small = {name for name, number in rows.items() if 0 < number < SMALLEST_CELL}
    hidden = sum(rows[name] for name in small)
    larger = [name for name, number in rows.items() if number >= SMALLEST_CELL] if small else []
    for name in sorted(larger, key=rows.get):
        if len(small) > 1 and hidden >= SMALLEST_CELL + len(small):
            break
        small.add(name)
        hidden += rows[name]
    return [(name, None if name in small else number) for name, number in rows.items()]


def breakdown(poll: Poll):
    """Returns {"districts": [[name, number or None]], "ages": […]} of who took part. One query."""
    took = Participation.objects.filter(poll=poll).values_list("district__name", "age_band")
    districts, ages = Counter(), Counter()
    for district, band, number in took.annotate(number=Count("pk")).order_by("district__name"):
        districts[district or ""] += number
        ages[band] += number
    by_age = {band: ages[band] for band, _words in [*BANDS, ("", "")] if band in ages}
    return {
        "districts": [list(cell) for cell in cells(districts)],
        "ages": [list(cell) for cell in cells(by_age)],
    }
