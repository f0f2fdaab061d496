from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Site
from wagtail.search import index

from spilno_blocks.media import DocumentItemBlock

from ..word_forms import SearchField
from .base import NetworkPageManager, StoryPage
from .organizations import IndexPage, Published
from .settings import DECIDE, SpilnoSettings

PLAIN = ["bold", "italic", "ol", "ul", "link"]


class InitiativeIndexPage(IndexPage):
    """Initiatives of one organization, or of the whole city with its residents' own."""

    max_count_per_parent = 1
    parent_page_types = ["spilno_pages.SpilnoHomePage", "spilno_pages.OrganizationPage"]
    subpage_types = ["spilno_pages.InitiativePage"]

    class Meta:
        verbose_name = _("list of initiatives")
        verbose_name_plural = _("lists of initiatives")


class InitiativePage(Published):
    """An initiative, idea, project or proposal and the stage that the city has brought it to."""

    class Kind(models.TextChoices):
        INITIATIVE = "initiative", _("Initiative")
        IDEA = "idea", _("Idea")
        PROJECT = "project", _("Project")
        PROPOSAL = "proposal", _("Proposal")

    class Stage(models.TextChoices):
        TALK = "talk", _("Under discussion")
        HELP = "help", _("Gathering help")
        VOTE = "vote", _("To be decided")
        WORK = "work", _("Under way")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")

    STEPS = (Stage.TALK, Stage.HELP, Stage.VOTE, Stage.WORK, Stage.DONE)
    TONES = {Stage.TALK: "wait", Stage.WORK: "ok", Stage.DONE: "ok", Stage.DECLINED: "no"}

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind.choices,
        default=Kind.INITIATIVE,
        help_text=_(
            "An idea has no plan yet, a proposal asks the council, a project has a plan and a budget."
        ),
    )
    stage = models.CharField(
        _("stage"),
        max_length=20,
        choices=Stage.choices,
        default=Stage.TALK,
        help_text=_("Only the council changes it. It takes effect as soon as it is saved."),
    )
    problem = RichTextField(
        _("what is wrong now"),
        blank=True,
        features=PLAIN,
        help_text=_("Who meets the problem, how often, since when."),
    )
    solution = RichTextField(
        _("what we propose"),
        blank=True,
        features=PLAIN,
        help_text=_("What exactly will be done, by whom, in what order."),
    )
    budget = models.PositiveBigIntegerField(
        _("budget, UAH"),
        null=True,
        blank=True,
        help_text=_(
            "The whole sum in hryvnias, without kopiykas. Leave empty if it is not known yet, 0 if no money is needed."
        ),
    )
    place = models.CharField(
        _("place"),
        max_length=200,
        blank=True,
        help_text=_("Street, yard, school: where it will be seen."),
    )
    documents = StreamField(
        [("document", DocumentItemBlock())],
        verbose_name=_("documents"),
        blank=True,
        max_num=20,
        help_text=_("Estimate, plan, letters. PDF, tables and texts up to 20 MB."),
    )

    objects = NetworkPageManager()
    council_fields = ("stage",)
    discussed = True
    asks_stance = True
    search_kind = "initiatives"
    parent_page_types = ["spilno_pages.InitiativeIndexPage"]

    search_fields = [
        *Published.search_fields,
        SearchField("problem"),
        SearchField("solution"),
        SearchField("place"),
        index.FilterField("kind"),
        index.FilterField("stage"),
    ]
    api_fields = [
        *Published.api_fields,
        APIField("kind"),
        APIField("stage"),
        APIField("problem"),
        APIField("solution"),
        APIField("budget"),
        APIField("place"),
        APIField("documents"),
        APIField("body"),
    ]
    content_panels = [
        *StoryPage.head_panels,
        FieldPanel("kind"),
        MultiFieldPanel([FieldPanel("problem"), FieldPanel("solution")], heading=_("The point")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("budget"), FieldPanel("place")])],
            heading=_("How much and where"),
        ),
        StoryPage.picture_panel,
        FieldPanel("body"),
        FieldPanel("documents"),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("district", widget=Select)],
            heading=_("Where it will be found"),
        ),
    ]
    council_panels = [FieldPanel("stage", permission=DECIDE)]

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(budget__isnull=True) | models.Q(budget__gte=0),
                name="spilno_pages_initiative_budget_is_not_negative",
                violation_error_message=_("A budget cannot be negative."),
            )
        ]

    def clean(self):
        super().clean()
        if self.budget is None:
            return
        site = self.get_site() if self.path else Site.objects.filter(is_default_site=True).first()
        limit = SpilnoSettings.for_site(site).budget_limit if site else None
        if limit and self.budget > limit:
            raise ValidationError(
                {
                    "budget": _(
                        "This is more than the city could ever spend. Check the number: it is in hryvnias."
                    )
                }
            )

    @property
    def step(self):
        """How far it has come: 1 to 5, 0 when declined."""
        return self.STEPS.index(self.stage) + 1 if self.stage in self.STEPS else 0

    @property
    def tone(self):
        """The word that the stylesheet colors the stage by; the stage itself is always said in words."""
        return self.TONES.get(self.stage, "go")


InitiativeIndexPage.edit_handler = InitiativeIndexPage.tabs(
    (_("Content"), IndexPage.content_panels)
)
InitiativePage.edit_handler = InitiativePage.tabs(
    (_("Initiative"), InitiativePage.content_panels),
    (_("Council's decision"), InitiativePage.council_panels),
)
