"""Terms that the council promises or the law sets, each from a day on and with its source; days that are no working days."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel


class Unit(models.TextChoices):
    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


# {key: what has the term, in words}; each room names its own in apps.ready().
TERMS = {}


def term_choices():
    return [(key, str(words)) for key, words in TERMS.items()]


class Term(models.Model):
    """So many days for something, from a day on: an older row stays for what began under it."""

    key = models.CharField(_("term of"), max_length=40, choices=term_choices)
    days = models.PositiveSmallIntegerField(
        _("days"),
        validators=[MinValueValidator(1)],
        help_text=_("The day on which it begins is not counted."),
    )
    unit = models.CharField(
        _("counted in"), max_length=10, choices=Unit.choices, default=Unit.WORKING
    )
    since = models.DateField(_("in force from"), default=timezone.localdate)
    source = models.CharField(
        _("source"),
        max_length=300,
        help_text=_("Law, statute or decision with its article and date. Shown to everyone."),
    )
    source_url = models.URLField(_("address of the source"), blank=True)

    panels = [
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("days"), FieldPanel("unit"), FieldPanel("since")]),
        FieldPanel("source"),
        FieldPanel("source_url"),
    ]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["key", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "since"],
                name="spilno_terms_one_a_day",
                violation_error_message=_("There is a term of this kind from this day already."),
            ),
            models.CheckConstraint(
                condition=models.Q(days__gte=1), name="spilno_terms_one_day_at_least"
            ),
        ]

    def __str__(self):
        return f"{self.get_key_display()}: {self.days} {self.get_unit_display()}"


class DayOff(models.Model):
    """A holiday: no working day, as long as the law lets holidays be days off."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    panels = [FieldPanel("day"), FieldPanel("name")]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%d.%m.%Y} {self.name}"


class Suspension(models.Model):
    """A time in which holidays are ordinary working days."""

    since = models.DateField(_("from"))
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The last day; empty while the law is in force."),
    )
    source = models.CharField(_("source"), max_length=300)

    panels = [FieldRowPanel([FieldPanel("since"), FieldPanel("until")]), FieldPanel("source")]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("time without days off on holidays")
        verbose_name_plural = _("times without days off on holidays")
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="spilno_terms_suspension_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            )
        ]

    def __str__(self):
        return self.source
