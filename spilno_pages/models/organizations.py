from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import Select
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.api.fields import ImageRenditionField
from wagtail.models import Locale, Page
from wagtail.search import index

from spilno_blocks.cards import LinkBlock

from ..register import validate_register_code
from .base import NetworkPageManager, StoryPage, TopicalPage
from .rights import KeptPagePermissionTester
from .settings import DECIDE

TAKEN = _("Another organization of the network already has this register code.")
CONTAINERS = (
    "spilno_pages.BlogIndexPage",
    "spilno_pages.EventIndexPage",
    "spilno_pages.InitiativeIndexPage",
    "spilno_pages.PollIndexPage",
)


class IndexPage(StoryPage):
    """A page that lists what lies under its parent: in the network's tree the whole city's, in an organization's its own."""

    content_panels = [*StoryPage.head_panels]

    class Meta:
        abstract = True

    @cached_property
    def organization(self):
        """The organization whose container this is; None for the city's list. One query."""
        return organization_of(self)

    def permissions_for_user(self, user):
        return KeptPagePermissionTester(user, self)


class OrganizationIndexPage(IndexPage):
    """Everyone who is in the network."""

    organization = None

    max_count_per_parent = 1
    parent_page_types = ["spilno_pages.SpilnoHomePage"]
    subpage_types = ["spilno_pages.OrganizationPage"]

    class Meta:
        verbose_name = _("list of organizations")
        verbose_name_plural = _("lists of organizations")


class OrganizationPage(TopicalPage):
    """The page of a civil-society organization; everything of its own lies below it."""

    kind = models.ForeignKey(
        "spilno_pages.OrganizationKind",
        verbose_name=_("legal kind"),
        on_delete=models.PROTECT,
        related_name="organizations",
        help_text=_("As in the state register; an initiative group if you are not a legal person."),
    )
    register_code = models.CharField(
        _("register code (EDRPOU)"),
        max_length=8,
        blank=True,
        validators=[validate_register_code],
        help_text=_(
            "Eight digits from the state register. Only the council enters and changes it."
        ),
    )
    verified = models.BooleanField(
        _("verified by the council"),
        default=False,
        help_text=_(
            "The council has compared the organization with the state register or with its documents."
        ),
    )
    trusted = models.BooleanField(
        _("trusted"),
        default=False,
        help_text=_(
            "Its representatives publish posts and events themselves. Switched off, everything goes through the council "
            "again, and what they have scheduled is stopped."
        ),
    )
    founded = models.PositiveSmallIntegerField(
        _("year of founding"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1500), MaxValueValidator(2100)],
        help_text=_("Four digits."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Square, at least 400 pixels. Without one the sign of the first topic is shown."
        ),
    )
    contact_person = models.CharField(
        _("contact person"),
        max_length=120,
        blank=True,
        help_text=_("Who answers; everyone will see the name."),
    )
    phone = models.CharField(
        _("phone"), max_length=40, blank=True, help_text=_("Everyone will see it.")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Everyone will see it."))
    website = models.URLField(_("website"), blank=True, help_text=_("Full address, with https://"))
    address = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("Street and house; not a home address."),
    )
    meeting = models.CharField(
        _("when and where to come"),
        max_length=200,
        blank=True,
        help_text=_("For example “Thursdays at 18:00, boat station”."),
    )
    links = StreamField(
        [("link", LinkBlock())],
        verbose_name=_("in social networks"),
        blank=True,
        max_num=6,
        help_text=_("Your pages elsewhere."),
    )

    objects = NetworkPageManager()
    visit_related = (*TopicalPage.visit_related, "kind", "logo")
    council_fields = ("register_code", "verified", "trusted")
    exclude_fields_in_copy = ["register_code", "verified", "trusted"]
    search_kind = "organizations"
    parent_page_types = ["spilno_pages.OrganizationIndexPage"]
    subpage_types = list(CONTAINERS)

    search_fields = [
        *TopicalPage.search_fields,
        index.SearchField("register_code"),
        index.FilterField("kind"),
        index.FilterField("verified"),
        index.FilterField("trusted"),
    ]
    api_fields = [
        *TopicalPage.api_fields,
        APIField("kind"),
        APIField("register_code"),
        APIField("verified"),
        APIField("founded"),
        APIField("website"),
        APIField("address"),
        APIField("logo", serializer=ImageRenditionField("fill-400x400")),
        APIField("body"),
    ]

    content_panels = [
        *StoryPage.head_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind", widget=Select), FieldPanel("founded")]),
                FieldPanel("topics"),
                FieldPanel("district", widget=Select),
            ],
            heading=_("Who we are"),
        ),
        MultiFieldPanel([FieldPanel("logo")], heading=_("Logo")),
        StoryPage.picture_panel,
        FieldPanel("body"),
    ]
    contact_panels = [
        HelpPanel(
            content=_("Everything on this tab is public. Leave empty what people need not know.")
        ),
        FieldPanel("contact_person"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("website"),
        FieldPanel("address"),
        FieldPanel("meeting"),
        FieldPanel("links"),
    ]
    council_panels = [
        FieldPanel("register_code", permission=DECIDE),
        FieldPanel("verified", permission=DECIDE),
        FieldPanel("trusted", permission=DECIDE),
    ]

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.UniqueConstraint(
                fields=["register_code"],
                condition=~models.Q(register_code=""),
                name="spilno_pages_one_organization_per_register_code",
                violation_error_message=TAKEN,
            )
        ]

    def clean(self):
        super().clean()
        if (
            not self.kind_id
            or self.alias_of_id
            or self.locale_id not in (None, Locale.get_default().pk)
        ):
            return
        others = OrganizationPage.objects.exclude(pk=self.pk)
        if self.register_code and others.filter(register_code=self.register_code).exists():
            raise ValidationError({"register_code": TAKEN})
        if self.register_code and not self.kind.needs_register_code:
            raise ValidationError(
                {
                    "register_code": _(
                        "This kind of organization has no register code. Leave the field empty."
                    )
                }
            )
        if self.verified and self.kind.needs_register_code and not self.register_code:
            raise ValidationError(
                {
                    "register_code": _(
                        "Enter the register code before marking the organization as verified."
                    )
                }
            )

    def save(self, *args, **kwargs):
        """An alias is another view of the organization: what is said of it once stays with its source."""
        if self.alias_of_id:
            self.register_code, self.verified, self.trusted = "", False, False
        return super().save(*args, **kwargs)

    @cached_property
    def registered(self):
        """The page with the council's facts: itself, or its source where it is an alias or a translation."""
        if self.alias_of_id:
            return self.alias_of.specific
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        return self.get_translation_or_none(Locale.get_default()) or self

    def permissions_for_user(self, user):
        return KeptPagePermissionTester(user, self)

    @property
    def full_name(self):
        """The name with its legal abbreviation: «ГО «Рось жива»»."""
        return f"{self.kind.short_name} «{self.title}»" if self.kind.short_name else self.title

    @cached_property
    def first_topic(self):
        return next(iter(self.topics.all()), None)


OrganizationIndexPage.edit_handler = OrganizationIndexPage.tabs(
    (_("Content"), IndexPage.content_panels)
)
OrganizationPage.edit_handler = OrganizationPage.tabs(
    (_("About us"), OrganizationPage.content_panels),
    (_("Contacts"), OrganizationPage.contact_panels),
    (_("Council's decision"), OrganizationPage.council_panels),
)


def ancestor_paths(page):
    """Returns the tree paths above the page, without the page itself."""
    return [page.path[:length] for length in range(Page.steplen, len(page.path), Page.steplen)]


def organization_of(page):
    """Returns the OrganizationPage that the page belongs to, None if it is the city's. One query."""
    if isinstance(page, OrganizationPage):
        return page
    return (
        OrganizationPage.objects.filter(path__in=ancestor_paths(page))
        .select_related("kind", "locale")
        .first()
    )


def with_organizations(pages):
    """Sets .organization on each page (None for the city's) and returns the list. One query for all of them."""
    pages = list(pages)
    paths = {path for page in pages for path in ancestor_paths(page)}
    by_path = {
        organization.path: organization
        for organization in OrganizationPage.objects.filter(path__in=paths).select_related(
            "kind", "locale"
        )
    }
    for page in pages:
        found = (by_path[path] for path in ancestor_paths(page) if path in by_path)
        page.organization = next(found, None)
    return pages


class Published(TopicalPage):
    """A page that an organization, or the council itself, publishes in one of its containers."""

    subpage_types = []

    class Meta:
        abstract = True

    @cached_property
    def organization(self):
        """The organization that publishes; None for the council and residents. One query."""
        return organization_of(self)

    @property
    def organization_title(self):
        """The name of who publishes, for tables."""
        return self.organization.title if self.organization else gettext("The city")
