"""What every page of the network shares: language, address, council's decisions, story."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.api.fields import ImageRenditionField
from wagtail.log_actions import log
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction
from wagtail.search import index

from modelcluster.fields import ParentalManyToManyField

from spilno_blocks.story import StoryBlock

from ..generations import remembered
from ..word_forms import SearchField, TitleForms, TitleFormsToComplete
from .forms import CouncilForm, NetworkCopyForm, free_slug
from .panels import RemarksPanel
from .rights import NetworkPagePermissionTester
from .settings import DECIDE

# Sent after a council's decision is in the live row: page, decided ({field: value}), user.
council_decided = Signal()


class NetworkPageQuerySet(PageQuerySet):
    def listed(self):
        """Live pages that anyone may read: PageQuerySet.public() that asks for the hidden branches once a generation.

        A subquery a page instead, as it stood here, turned quadratic as soon as SQLite was given statistics.
        """
        hidden = models.Q()
        for path in hidden_branches():
            hidden |= models.Q(path__startswith=path)
        return self.live().exclude(hidden) if hidden else self.live()

    def in_language(self, language):
        """A page in the reader's language where there is one, else as it was written in the site's first."""
        if language == settings.LANGUAGE_CODE:
            return self.filter(locale__language_code=language)
        translated = Page.objects.live().filter(locale__language_code=language)
        return self.filter(
            models.Q(locale__language_code=language)
            | (
                models.Q(locale__language_code=settings.LANGUAGE_CODE)
                & ~models.Q(translation_key__in=translated.values("translation_key"))
            )
        )

    def within(self, page, language):
        """Pages below the page; for another language than the site's first below its twins, too (one query)."""
        paths = [page.path]
        if language != settings.LANGUAGE_CODE:
            paths += twin_paths(page)
        below = models.Q()
        for path in paths:
            below |= models.Q(path__startswith=path)
        return self.filter(below).exclude(path__in=paths)


def hidden_branches():
    """Returns the tree paths of the pages that are hidden together with all below them, the topmost only."""
    return remembered("hidden branches", topmost_hidden)


def topmost_hidden():
    topmost = []
    for path in PageViewRestriction.objects.order_by("page__path").values_list(
        "page__path", flat=True
    ):
        if not topmost or not path.startswith(topmost[-1]):
            topmost.append(path)
    return topmost


def twin_paths(page):
    """Returns the tree paths of the page's translations; asked for once a page."""
    if not hasattr(page, "_twin_paths"):
        page._twin_paths = list(page.get_translations().values_list("path", flat=True))
    return page._twin_paths


NetworkPageManager = PageManager.from_queryset(NetworkPageQuerySet)


class AddressedPage(Page):
    """A page whose address follows the official romanization and whose council fields no draft can take back."""

    council_fields = ()
    # Whether residents talk under the page, whether a comment there takes a side, whether questions are asked there.
    discussed = False
    asks_stance = False
    takes_questions = False
    # What a visit to the page needs, fetched together with it.
    visit_related = ("locale",)
    visit_prefetch = ()
    base_form_class = CouncilForm
    copy_form_class = NetworkCopyForm

    search_fields = [
        *Page.search_fields,
        TitleForms("title", boost=2),
        TitleFormsToComplete("title"),
    ]

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", permission=DECIDE),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
            ],
            heading=_("For search engines"),
        ),
        MultiFieldPanel(
            [FieldPanel("show_in_menus", permission=DECIDE)], heading=_("For the menu")
        ),
    ]

    class Meta:
        abstract = True

    def route(self, request, path_components):
        """Finds the page below at once instead of level by level: two queries however deep it lies."""
        below = []
        for component in path_components:
            below.append(f"{below[-1] if below else self.url_path}{component}/")
        candidates = Page.objects.filter(slug__in=path_components, url_path__in=below)
        deepest = candidates.filter(path__startswith=self.path).order_by("-depth").first()
        if deepest is None:
            return super().route(request, path_components)
        model = deepest.specific_class
        visited = model.objects.select_related(*getattr(model, "visit_related", ()))
        visited = visited.prefetch_related(*getattr(model, "visit_prefetch", ()))
        rest = path_components[below.index(deepest.url_path) + 1 :]
        return visited.get(pk=deepest.pk).route(request, rest)

    def get_view_restrictions(self):
        """Upstream's two queries only on a site that hides a page at all; who may see a page is asked afresh each time."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def full_clean(self, *args, **kwargs):
        self._fill_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        self._fill_slug()
        super().minimal_clean()

    def _fill_slug(self):
        if not self.slug and self.title:
            self.slug = free_slug(self.title, self.get_parent(), self)

    def with_content_json(self, content):
        page = super().with_content_json(content)
        names = [self._meta.get_field(name).attname for name in self.council_fields]
        live = type(self).objects.filter(pk=self.pk).values(*names).first() if names else None
        for name, value in (live or {}).items():
            setattr(page, name, value)
        return page

    def permissions_for_user(self, user):
        return NetworkPagePermissionTester(user, self)

    def decide(self, *, user=None, **decided):
        """Writes the council's decision into the live row, logs it and says so. Raises FieldDoesNotExist."""
        for name, value in decided.items():
            setattr(self, name, self._meta.get_field(name).to_python(value))
        type(self).objects.filter(pk=self.pk).update(**decided)
        log(
            instance=self,
            action="spilno.decide",
            user=user,
            data={"decided": {name: str(value) for name, value in decided.items()}},
        )
        council_decided.send(sender=type(self), page=self, decided=decided, user=user)

    def get_admin_display_title(self):
        """The published title while there is one: the title of a draft is not for other organizations' eyes."""
        return self.title if self.live else super().get_admin_display_title()

    @classmethod
    def tabs(cls, *tabs):
        """Returns the editor's form with tabs of [(heading, panels)] before the address and publishing tabs."""
        own = [ObjectList(panels, heading=heading) for heading, panels in tabs]
        own[0].children.insert(0, RemarksPanel())
        return TabbedInterface(
            [
                *own,
                ObjectList(cls.promote_panels, heading=_("Address and search")),
                ObjectList(cls.settings_panels, heading=_("Publishing")),
            ]
        )


class StoryPage(AddressedPage):
    """A page with a plain summary, a picture and a story of blocks: the council's and the network's alike."""

    summary = models.TextField(
        _("in short"),
        max_length=400,
        blank=True,
        help_text=_(
            "Two or three plain sentences: what it is and what changes for people. Shown in lists and on top."
        ),
    )
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "At least 1200 pixels wide. Shown on the page, in lists and in social networks."
        ),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_(
            "One sentence for people who cannot see the picture. Needed where there is a picture."
        ),
    )
    picture_caption = models.CharField(
        _("caption"),
        max_length=200,
        blank=True,
        help_text=_("Under the picture: place, date, who made it."),
    )
    body = StreamField(
        StoryBlock(),
        verbose_name=_("story"),
        blank=True,
        help_text=_(
            "Put the story together from blocks: texts, pictures, tables, documents, cards."
        ),
    )

    objects = NetworkPageManager()
    # Which of filters.SEARCH_KINDS the site's search finds the page under.
    search_kind = "pages"
    visit_related = (*AddressedPage.visit_related, "picture")

    search_fields = [*AddressedPage.search_fields, SearchField("summary"), SearchField("body")]
    api_fields = [
        APIField("summary"),
        APIField("picture_alt"),
        APIField("picture", serializer=ImageRenditionField("width-1200")),
    ]
    picture_panel = MultiFieldPanel(
        [FieldPanel("picture"), FieldPanel("picture_alt"), FieldPanel("picture_caption")],
        heading=_("Picture"),
    )
    head_panels = [TitleFieldPanel("title"), FieldPanel("summary")]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.picture_id and not self.picture_alt.strip():
            raise ValidationError(
                {
                    "picture_alt": _(
                        "Say in a sentence what the picture shows: some readers cannot see it."
                    )
                }
            )

    @property
    def description(self):
        """One line about the page for search engines and social networks."""
        return self.search_description or self.summary


class TopicalPage(StoryPage):
    """A story of the network that lists can be filtered by: topics and a district."""

    topics = ParentalManyToManyField(
        "spilno_pages.Topic",
        verbose_name=_("topics"),
        blank=True,
        related_name="%(class)ss",
        help_text=_("One to three. Readers find the page by them."),
    )
    district = models.ForeignKey(
        "spilno_pages.District",
        verbose_name=_("district"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        help_text=_("Left empty where it concerns the whole city."),
    )

    visit_related = (*StoryPage.visit_related, "district")
    visit_prefetch = ("topics",)

    search_fields = [
        *StoryPage.search_fields,
        index.FilterField("district"),
        index.RelatedFields("topics", [SearchField("name"), index.FilterField("id")]),
    ]
    api_fields = [*StoryPage.api_fields, APIField("topics"), APIField("district")]

    class Meta:
        abstract = True
