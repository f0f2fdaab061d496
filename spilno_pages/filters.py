"""What a list may be filtered and ordered by, read from its address."""

from functools import cached_property

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import get_page_models

from .generations import remembered
from .models import District, InitiativePage, OrganizationKind, Topic
from .models.base import TopicalPage
from .words import plain_words


class WordsField(forms.CharField):
    """A search line of which only words are taken."""

    def to_python(self, value):
        return plain_words(value)


class SubjectField(forms.ChoiceField):
    """One of a short list (topics, districts, kinds) by its word in addresses; the value is the subject itself.

    The list is asked of the database once a generation.
    """

    def __init__(self, model, label, empty):
        self.model, self.empty = model, empty
        super().__init__(label=label, required=False, choices=self.listed)

    def subjects(self):
        return remembered(
            f"subjects {self.model._meta.label}", lambda: list(self.model.objects.all())
        )

    def listed(self):
        return [("", self.empty), *((subject.slug, subject.label) for subject in self.subjects())]

    def clean(self, value):
        slug = super().clean(value)
        return next((subject for subject in self.subjects() if subject.slug == slug), None)


class FilterForm(forms.Form):
    """Filters of a list in its address. What a person cannot have meant is passed over, never an error."""

    q = WordsField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    topic = SubjectField(Topic, _("Topic"), _("All topics"))
    district = SubjectField(District, _("District"), _("The whole city"))

    orders = {"new": (_("newest first"), ("-first_published_at", "-pk"))}
    default_order = "new"

    @cached_property
    def chosen(self):
        """{name: value} of the filters that are set and make sense."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None, [])
        }

    @cached_property
    def order(self):
        return (
            self.data.get("order") if self.data.get("order") in self.orders else self.default_order
        )

    def apply(self, pages):
        if topic := self.chosen.get("topic"):
            pages = pages.filter(topics=topic)
        if district := self.chosen.get("district"):
            pages = pages.filter(district=district)
        return pages


class OrganizationFilter(FilterForm):
    kind = SubjectField(OrganizationKind, _("Legal kind"), _("All kinds"))

    orders = {
        "name": (_("by name"), ("title", "pk")),
        "new": (_("newest first"), ("-first_published_at", "-pk")),
    }
    default_order = "name"

    def apply(self, pages):
        pages = super().apply(pages)
        return pages.filter(kind=self.chosen["kind"]) if "kind" in self.chosen else pages


class PostFilter(FilterForm):
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    orders = {
        "new": (_("newest first"), ("-first_published_at", "-pk")),
        "old": (_("oldest first"), ("first_published_at", "pk")),
    }

    def apply(self, pages):
        return self.apply_dates(super().apply(pages))

    def apply_dates(self, pages):
        if since := self.chosen.get("since"):
            pages = pages.filter(first_published_at__date__gte=since)
        if until := self.chosen.get("until"):
            pages = pages.filter(first_published_at__date__lte=until)
        return pages


class InitiativeFilter(PostFilter):
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *InitiativePage.Kind.choices],
    )
    stage = forms.MultipleChoiceField(
        label=_("Stage"),
        required=False,
        choices=InitiativePage.Stage.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def apply(self, pages):
        pages = super().apply(pages)
        if kind := self.chosen.get("kind"):
            pages = pages.filter(kind=kind)
        if stages := self.chosen.get("stage"):
            pages = pages.filter(stage__in=stages)
        return pages


class DiscussionFilter(PostFilter):
    when = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Open")), ("closed", _("Closed with a summary"))],
    )

    def apply(self, pages):
        pages = super().apply(pages)
        if when := self.chosen.get("when"):
            pages = pages.filter(closed_on__isnull=when == "open")
        return pages


class PollFilter(FilterForm):
    when = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("Open")),
            ("soon", _("Not open yet")),
            ("closed", _("Closed")),
        ],
    )

    orders = {
        "open": (
            _("open first"),
            ("rank", F("soonest").asc(nulls_last=True), "-closing", "-pk"),
        ),
        "new": (_("newest first"), ("-first_published_at", "-pk")),
    }
    default_order = "open"

    def apply(self, pages):
        pages = super().apply(pages).with_terms()
        now = timezone.now()
        conditions = {
            "open": Q(opening__lte=now, closing__gt=now),
            "soon": Q(opening__gt=now),
            "closed": Q(closing__lte=now),
        }
        when = self.chosen.get("when")
        return pages.filter(conditions[when]) if when else pages


class EventFilter(FilterForm):
    when = forms.ChoiceField(
        label=_("When"), required=False, choices=[("", _("Coming")), ("past", _("Past"))]
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    orders = {"date": (_("by date"), ())}
    default_order = "date"

    def apply(self, pages):
        pages = super().apply(pages)
        if since := self.chosen.get("since"):
            pages = pages.filter(starts_at__date__gte=since)
        return pages.past() if self.chosen.get("when") == "past" else pages.coming()


SEARCH_KINDS = [
    ("organizations", _("Organizations")),
    ("initiatives", _("Initiatives")),
    ("polls", _("Polls and votes")),
    ("discussions", _("Discussions")),
    ("posts", _("Posts")),
    ("events", _("Events")),
    ("news", _("News")),
    ("pages", _("Pages")),
]


def kind_of(content_type_id):
    """Returns the name of SEARCH_KINDS that pages of a type are found under."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    return getattr(model, "search_kind", "pages")


def on_topic(topic):
    """Returns the condition that a page of any type is on the topic."""
    types = [model for model in get_page_models() if issubclass(model, TopicalPage)]
    return Q(
        *[Q(pk__in=model.objects.filter(topics=topic).values("pk")) for model in types],
        _connector=Q.OR,
    )


class SearchForm(PostFilter):
    """The filters of the site's search; the kind is applied last, so that the others can be counted."""

    district = None
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Everything")), *SEARCH_KINDS]
    )

    def apply(self, pages):
        if topic := self.chosen.get("topic"):
            pages = pages.filter(on_topic(topic))
        return self.apply_dates(pages)
