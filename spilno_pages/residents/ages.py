"""Age as the network keeps it: a band, never a date of birth."""

from django.utils.translation import gettext_lazy as _

ADULT = 18
YOUNGEST = 14
BANDS = [
    ("14-17", _("14–17 years")),
    ("18-24", _("18–24 years")),
    ("25-34", _("25–34 years")),
    ("35-44", _("35–44 years")),
    ("45-59", _("45–59 years")),
    ("60+", _("60 years and more")),
]
STARTS = ((60, "60+"), (45, "45-59"), (35, "35-44"), (25, "25-34"), (18, "18-24"), (14, "14-17"))


def age_on(born, day):
    """Full years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band(born, day):
    """Returns the band of a person on a day; None for whoever is younger than YOUNGEST."""
    age = age_on(born, day)
    return next((name for start, name in STARTS if age >= start), None)


def birthday(born, age):
    """The day on which a person reaches an age; 1 March where 29 February does not come."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return born.replace(year=born.year + age, month=3, day=1)
