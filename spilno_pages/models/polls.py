from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.forms import Select
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager

from spilno_blocks.media import DocumentItemBlock
from spilno_blocks.participation import QuestionsBlock

from ..anchors import anchor, unaliased
from ..polls.actions.issuing import differs
from ..polls.models import Kind, MinLevel, Participation, Poll, QuestionKind, Shown
from ..polls.papers import Draft, OptionDraft, QuestionDraft
from ..polls.rules import LONGEST
from ..word_forms import SearchField
from .base import NetworkPageQuerySet, StoryPage
from .forms import CouncilForm
from .organizations import IndexPage, Published
from .settings import DECIDE

PLAIN = ["bold", "italic", "ol", "ul", "link", "document-link"]


def polls_of(outer):
    """Returns the queryset of the Poll of a page or of its translations, for a subquery. outer: name of the key of translations."""
    return Poll.objects.laid().filter(page__translation_key=OuterRef(outer), page__alias_of=None)


class PollPageQuerySet(NetworkPageQuerySet):
    def with_terms(self, at=None):
        """With .opening, .closing, .soonest (the close of what is open or comes) and .rank (0 open, 1 soon, 2 over) of the poll."""
        at = at or timezone.now()
        poll = polls_of("translation_key")
        called_off = Subquery(poll.values("cancelled_at")[:1])
        return self.annotate(
            opening=Subquery(poll.values("opens_at")[:1]),
            closing=Coalesce(called_off, Subquery(poll.values("closes_at")[:1])),
        ).annotate(
            soonest=Case(When(closing__gt=at, then=F("closing"))),
            rank=Case(
                When(closing__gt=at, opening__gt=at, then=1),
                When(closing__gt=at, then=0),
                default=2,
            ),
        )


def attach_polls(pages):
    """Sets .issued (Poll or None) and .took_part on each page. Returns the list. Two queries for all of them."""
    pages = list(pages)
    keys = {page.translation_key for page in pages}
    polls = Poll.objects.laid().filter(page__translation_key__in=keys, page__alias_of=None)
    found = {poll.page.translation_key: poll for poll in polls.select_related("page")}
    counts = Participation.objects.filter(
        poll__in=[poll.pk for poll in found.values() if not poll.sealed_at]
    )
    took = dict(counts.values_list("poll").annotate(number=Count("pk")))
    for page in pages:
        page.issued = poll = found.get(page.translation_key)
        page.took_part = 0
        if poll:
            page.took_part = (
                poll.result["participation"] if poll.sealed_at else took.get(poll.pk, 0)
            )
    return pages


class PollIndexPage(IndexPage):
    """Polls and votes of one organization, or of the whole city."""

    max_count_per_parent = 1
    parent_page_types = ["spilno_pages.SpilnoHomePage", "spilno_pages.OrganizationPage"]
    subpage_types = ["spilno_pages.PollPage"]

    class Meta:
        verbose_name = _("list of polls")
        verbose_name_plural = _("lists of polls")


def question_draft(child):
    """Returns the QuestionDraft of a block of the page."""
    value, kind = child.value, child.block_type
    written = value["options"].bound_blocks if kind in {"one", "several"} else []
    several = kind == QuestionKind.SEVERAL
    return QuestionDraft(
        block_id=child.id or "",
        kind=kind,
        text=value["text"],
        help=value["help"] or "",
        least=(value["least"] or 1) if several else 1,
        most=(value["most"] or max(len(written), 1)) if several else 1,
        low=value.get("low") or "",
        high=value.get("high") or "",
        options=tuple(
            OptionDraft(
                block_id=bound.id or "",
                text=bound.value["text"],
                help=bound.value["help"] or "",
                cost=bound.value["cost"],
                page_id=bound.value["page"].pk if bound.value["page"] else None,
            )
            for bound in written
        ),
    )


class PollForm(CouncilForm):
    """The editor's form of a poll: once it is open, what people vote on is as they were given it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A copy is without it until an editor says when; a translation shows the term of its source.
        if "closes_at" in self.fields:
            self.fields["closes_at"].required = not self.instance.pk or self.instance.is_anchor

    def clean(self):
        cleaned = super().clean()
        poll = self.instance.pk and self.instance.poll
        closes, opens, now = cleaned.get("closes_at"), cleaned.get("opens_at"), timezone.now()
        if not poll and closes and closes <= now:
            self.add_error("closes_at", _("This moment is over. Choose one that lies ahead."))
        elif not poll and closes and closes > max(opens or now, now) + LONGEST:
            self.add_error("closes_at", _("A poll lasts a year at most. Look at the year."))
        if not poll or not poll.is_opened() or not self.instance.is_anchor:
            return cleaned
        asked = set(self.changed_data) & set(PollPage.PAPER)
        if not asked or self.errors:
            return cleaned
        page = PollPage(**{name: cleaned.get(name) for name in PollPage.PAPER if name in cleaned})
        try:
            changed = differs(poll, page.draft())
        except (AttributeError, TypeError, KeyError):
            changed = True
        if changed:
            # A StreamField counts as changed whatever is sent, so the others are asked first.
            named = next((name for name in PollPage.PAPER[1:] if name in asked), "questions")
            self.add_error(
                named,
                _(
                    "People are voting on this paper already, so it stays as they were given it: questions, options, who votes, terms. Extend the term or cancel the poll by the buttons of the page; a mistake in a question means a new poll."
                ),
            )
        return cleaned


class PollPage(Published):
    """The city, or an organization, asks: why, what becomes of the answer, and the questions themselves.

    What an editor writes here becomes the paper of a polls.Poll when it is published (balloting.py); from the opening on the rows
    keep it.
    """

    PAPER = (
        "questions",
        "title",
        "kind",
        "min_level",
        "audience",
        "allow_change",
        "shown",
        "opens_at",
        "closes_at",
    )

    kind = models.CharField(
        _("kind"),
        max_length=6,
        choices=Kind.choices,
        default=Kind.SECRET,
        help_text=_(
            "Secret: nobody learns who chose what. By name: the name stands beside the choice, and the voter is told so before. A survey counts opinions and is no vote."
        ),
    )
    min_level = models.SmallIntegerField(
        _("who takes part"),
        choices=MinLevel.choices,
        default=MinLevel.RESIDENT,
        help_text=_("Votes need people who have proven who they are; surveys may be open to all."),
    )
    audience = models.ForeignKey(
        "spilno_pages.District",
        verbose_name=_("residents of one district"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "Left empty, the whole community. The district counts that was proven with the residence."
        ),
    )
    allow_change = models.BooleanField(
        _("a vote can be changed until the close"),
        default=True,
        help_text=_("The last choice counts. It also lets people withdraw."),
    )
    shown = models.CharField(
        _("when results show"),
        max_length=6,
        choices=Shown.choices,
        default=Shown.CLOSED,
        help_text=_(
            "Running numbers sway people and, where few vote, may tell whose vote came last; with fewer than ten ballots nothing is shown."
        ),
    )
    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("Left empty, it opens as soon as the page is published."),
    )
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Nobody votes after it, to the second.")
    )
    purpose = RichTextField(
        _("why we ask"),
        blank=True,
        features=PLAIN,
        help_text=_(
            "What the matter is and what has been decided already. Two or three paragraphs."
        ),
    )
    consequence = models.CharField(
        _("what will be done with the answer"),
        max_length=400,
        blank=True,
        help_text=_(
            "“The council considers it at its session; if it decides otherwise, it says why.”"
        ),
    )
    decides = models.CharField(
        _("who decides"),
        max_length=160,
        blank=True,
        help_text=_("A body: “session of the city council”."),
    )
    decides_by = models.DateField(
        _("by when"), null=True, blank=True, help_text=_("The last day that is promised.")
    )
    arguments_for = RichTextField(_("arguments for"), blank=True, features=PLAIN)
    arguments_against = RichTextField(_("arguments against"), blank=True, features=PLAIN)
    documents = StreamField(
        [("document", DocumentItemBlock())],
        verbose_name=_("documents"),
        blank=True,
        max_num=20,
        help_text=_("Estimates, plans, letters: what a person may want to read before voting."),
    )
    questions = StreamField(
        QuestionsBlock(),
        verbose_name=_("questions"),
        help_text=_(
            "Fewer questions bring more answers. After the opening they cannot be changed."
        ),
    )
    outcome = RichTextField(
        _("what was decided"),
        blank=True,
        features=PLAIN,
        help_text=_(
            "Who decided what, what happens next and when. Everyone who follows the poll gets a letter as soon as it is saved."
        ),
    )
    outcome_url = models.URLField(
        _("address of the decision"), blank=True, help_text=_("Full address, with https://")
    )
    outcome_on = models.DateField(_("decided"), null=True, blank=True, editable=False)

    objects = PageManager.from_queryset(PollPageQuerySet)()
    base_form_class = PollForm
    council_fields = ("outcome", "outcome_url", "outcome_on")
    exclude_fields_in_copy = ["opens_at", "closes_at", "outcome", "outcome_url", "outcome_on"]
    discussed = True
    search_kind = "polls"
    parent_page_types = ["spilno_pages.PollIndexPage"]
    preview_modes = [
        ("", _("as it is")),
        ("guest", _("guest")),
        ("may", _("may vote")),
        ("voted", _("has voted")),
        ("closed", _("closed")),
    ]

    search_fields = [
        *Published.search_fields,
        SearchField("purpose"),
        SearchField("questions"),
        SearchField("outcome"),
    ]
    api_fields = [
        *Published.api_fields,
        APIField("kind"),
        APIField("min_level"),
        APIField("opens_at"),
        APIField("closes_at"),
        APIField("purpose"),
        APIField("consequence"),
        APIField("decides"),
        APIField("decides_by"),
        APIField("questions"),
        APIField("outcome"),
        APIField("outcome_url"),
        APIField("body"),
    ]
    content_panels = [
        *StoryPage.head_panels,
        FieldPanel("purpose"),
        MultiFieldPanel(
            [
                FieldPanel("consequence"),
                FieldRowPanel([FieldPanel("decides"), FieldPanel("decides_by")]),
            ],
            heading=_("What becomes of the answer"),
        ),
        MultiFieldPanel(
            [FieldPanel("arguments_for"), FieldPanel("arguments_against")],
            heading=_("Before people choose"),
        ),
        StoryPage.picture_panel,
        FieldPanel("body"),
        FieldPanel("documents"),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("district", widget=Select)],
            heading=_("Where it will be found"),
        ),
    ]
    paper_panels = [
        HelpPanel(
            content=_(
                "Check twice: from the opening on nobody changes the questions, the options, who votes and how. Then a term can only be extended and a poll only cancelled, both with a public reason, by the buttons of the page."
            )
        ),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("min_level"),
                FieldPanel("audience", widget=Select),
                FieldPanel("allow_change"),
                FieldPanel("shown"),
            ],
            heading=_("Who votes, and how"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])], heading=_("Term")
        ),
        FieldPanel("questions"),
    ]
    outcome_panels = [
        HelpPanel(
            content=_(
                "As soon as it is saved, it stands on the page, and everyone who follows the poll is told. No older version of the page takes it back."
            )
        ),
        FieldPanel("outcome", permission=DECIDE),
        FieldPanel("outcome_url", permission=DECIDE),
    ]

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")

    def clean(self):
        super().clean()
        errors = {}
        survey = self.kind == Kind.SURVEY
        if not survey and (self.min_level or 0) < MinLevel.IDENTITY:
            errors["min_level"] = _(
                "A vote is for people who have proven who they are: each counts once. For others make it a survey."
            )
        if self.audience_id and self.min_level != MinLevel.RESIDENT:
            errors["audience"] = _(
                "A district asks its residents: choose “residents of the community” above."
            )
        if not survey and any(child.block_type == "text" for child in self.questions or []):
            errors["questions"] = _(
                "Answers in own words are for surveys: they could tell who wrote them, and they cannot be counted."
            )
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            errors["closes_at"] = _("It cannot close before it opens.")
        elif self.closes_at and self.go_live_at and self.closes_at <= self.go_live_at:
            errors["closes_at"] = _(
                "It would close before the page is published. Choose a later moment."
            )
        if errors:
            raise ValidationError(errors)

    def full_clean(self, *args, **kwargs):
        self.outcome_on = (self.outcome_on or timezone.localdate()) if self.outcome else None
        super().full_clean(*args, **kwargs)

    def decide(self, *, user=None, **decided):
        """An outcome bears the day on which it was told."""
        if "outcome" in decided:
            decided["outcome_on"] = timezone.localdate() if decided["outcome"] else None
        super().decide(user=user, **decided)

    def with_content_json(self, content):
        """A term that was extended is not taken back by an older draft."""
        page = super().with_content_json(content)
        poll = Poll.objects.filter(page_id=self.pk).first()
        if poll and poll.is_opened():
            page.opens_at, page.closes_at = poll.opens_at, poll.closes_at
        return page

    @property
    def poll(self):
        """The Poll of the page, of what it is an alias of, or of a translation; None while nothing is published. One query."""
        polls = Poll.objects.select_related("district", "page__locale")
        key = unaliased(self).translation_key
        return polls.filter(page__translation_key=key, page__alias_of=None).first()

    @property
    def is_anchor(self):
        """True for the page that the poll hangs on: the one that was published first, whatever its language."""
        poll = self.poll
        return self.pk == (poll.page_id if poll else anchor(self).pk)

    def draft(self):
        """Returns the Draft of the paper that the page asks for."""
        return Draft(
            title=self.title,
            kind=self.kind,
            min_level=self.min_level,
            allow_change=self.allow_change,
            shown=self.shown,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            district_id=self.audience_id,
            district=self.audience.slug if self.audience_id else "",
            questions=tuple(question_draft(child) for child in self.questions),
        )

    def words(self):
        """Returns {block id: words} of questions and options, for a translation of the paper."""
        words = {}
        for question in self.draft().questions:
            words[question.block_id] = question
            words |= {option.block_id: option for option in question.options}
        return words

    def get_preview_context(self, request, mode_name):
        return super().get_preview_context(request, mode_name) | {"preview_mode": mode_name}


PollIndexPage.edit_handler = PollIndexPage.tabs((_("Content"), IndexPage.content_panels))
PollPage.edit_handler = PollPage.tabs(
    (_("Why we ask"), PollPage.content_panels),
    (_("Ballot"), PollPage.paper_panels),
    (_("Outcome"), PollPage.outcome_panels),
)
