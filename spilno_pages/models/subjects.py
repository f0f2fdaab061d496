"""The short lists that pages are sorted by: topics, districts, legal kinds of organizations."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from ..slugs import official_slug
from ..word_forms import AutocompleteField, SearchField

HUES = [
    ("water", _("Blue")),
    ("leaf", _("Green")),
    ("gold", _("Gold")),
    ("brand", _("Burgundy")),
]
ICONS = [
    ("droplets", _("Drops of water")),
    ("house", _("House")),
    ("bike", _("Bicycle")),
    ("palette", _("Palette")),
    ("book-open", _("Book")),
    ("hand-heart", _("Helping hand")),
    ("shield", _("Shield")),
    ("accessibility", _("Wheelchair")),
    ("trees", _("Trees")),
    ("lightbulb", _("Light bulb")),
    ("medal", _("Medal")),
    ("users", _("People")),
]


class Subject(index.Indexed, models.Model):
    """A name in Ukrainian, its English twin and the word that stands for it in addresses."""

    name = models.CharField(
        _("name"), max_length=80, help_text=_("As readers see it in lists and filters.")
    )
    name_en = models.CharField(
        _("name in English"),
        max_length=80,
        blank=True,
        help_text=_("For the English pages; left empty, the Ukrainian name is shown there."),
    )
    slug = models.SlugField(
        _("word in addresses"),
        max_length=90,
        unique=True,
        blank=True,
        help_text=_(
            "Made of the name when left empty. Changing it breaks saved links to the filter."
        ),
    )
    order = models.PositiveSmallIntegerField(
        _("place in the list"), default=100, help_text=_("Smaller numbers come first.")
    )

    api_fields = [APIField("name"), APIField("slug")]
    search_fields = [SearchField("name"), AutocompleteField("name")]
    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slug"), FieldPanel("order")]

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """The name in the language of the page that is being read."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def clean(self):
        super().clean()
        self.slug = self.slug or official_slug(self.name)


class Topic(Subject):
    """What a page is about; its sign stands in for an organization without a logo."""

    icon = models.CharField(
        _("sign"),
        max_length=30,
        choices=ICONS,
        default="users",
        help_text=_("Drawn beside the topic's pages."),
    )
    hue = models.CharField(
        _("color"), max_length=10, choices=HUES, default="water", help_text=_("Color of the sign.")
    )

    panels = [*Subject.panels, FieldPanel("icon"), FieldPanel("hue")]

    class Meta(Subject.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class District(Subject):
    """A part of the city."""

    class Meta(Subject.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class OrganizationKind(Subject):
    """A legal kind of civil-society organization that the council lets in."""

    short_name = models.CharField(
        _("abbreviation"),
        max_length=20,
        blank=True,
        help_text=_("For example ГО or БФ; put before the name."),
    )
    needs_register_code = models.BooleanField(
        _("has a register code"),
        default=True,
        help_text=_("Off for groups that are not legal persons and so have no EDRPOU."),
    )

    panels = [*Subject.panels, FieldPanel("short_name"), FieldPanel("needs_register_code")]

    class Meta(Subject.Meta):
        verbose_name = _("kind of organization")
        verbose_name_plural = _("kinds of organizations")
