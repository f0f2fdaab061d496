"""Which pages a list shows: scope, filters, order, pages. Every list costs the same however long it is."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from wagtail.search.backends import get_search_backend

from .filters import (
    DiscussionFilter,
    EventFilter,
    FilterForm,
    InitiativeFilter,
    OrganizationFilter,
    PollFilter,
    PostFilter,
)
from .models import (
    BlogIndexPage,
    BlogPostPage,
    DiscussionIndexPage,
    DiscussionPage,
    EventIndexPage,
    EventPage,
    InitiativeIndexPage,
    InitiativePage,
    OrganizationIndexPage,
    OrganizationPage,
    PollIndexPage,
    PollPage,
    SpilnoSettings,
)
from .models.organizations import with_organizations
from .models.polls import attach_polls
from .page_cache import keep_until
from .pictures import prefetch
from .search_backend import hits

KINDS = {
    OrganizationIndexPage: (OrganizationPage, OrganizationFilter),
    BlogIndexPage: (BlogPostPage, PostFilter),
    EventIndexPage: (EventPage, EventFilter),
    DiscussionIndexPage: (DiscussionPage, DiscussionFilter),
    PollIndexPage: (PollPage, PollFilter),
    InitiativeIndexPage: (InitiativePage, InitiativeFilter),
}


def found(model, words, scope):
    """Returns the pages of the scope that match the words in any form, also by the beginnings of words."""
    backend = get_search_backend()
    return scope.filter(
        Q(pk__in=hits(backend.search(words, model)))
        | Q(pk__in=hits(backend.autocomplete(words, model)))
    )


def published(model, scope, language):
    """Returns the listed pages of the model below the scope in the reader's language, ready to be drawn."""
    return ready(model, model.objects.listed().within(scope, language).in_language(language))


@dataclass
class Listing:
    """A page of a list: what the templates draw."""

    form: FilterForm
    page: PaginatorPage
    total: int

    @property
    def items(self):
        return self.page.object_list

    @property
    def is_filtered(self):
        return bool(self.form.chosen)

    def address(self, **changes):
        """Returns "?…" of the same list with some parameters changed; None takes one away."""
        query = self.form.data.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def applied(self):
        """[(words of a chosen filter, address without it)]"""
        links = []
        for name, value in self.form.chosen.items():
            if name == "stage":
                words = ", ".join(str(InitiativePage.Stage(stage).label) for stage in value)
            elif isinstance(self.form.fields[name], forms.ChoiceField) and not hasattr(value, "pk"):
                words = dict(self.form.fields[name].choices)[value]
            elif name in {"since", "until"}:
                words = f"{self.form.fields[name].label} {value:%d.%m.%Y}"
            else:
                words = value
            links.append((words, self.address(**{name: None})))
        return links

    @property
    def orders(self):
        """[(words, address, whether it is the present one)]"""
        return [
            (words, self.address(order=name), name == self.form.order)
            for name, (words, _fields) in self.form.orders.items()
        ]

    @property
    def page_links(self):
        """[(number or "…", address or None)] around the present page."""
        paginator = self.page.paginator
        return [
            (number, self.address(page=number) if isinstance(number, int) else None)
            for number in paginator.get_elided_page_range(
                self.page.number, on_each_side=1, on_ends=1
            )
        ]

    @property
    def next_address(self):
        return self.address(page=self.page.next_page_number()) if self.page.has_next() else None


def paginated(pages, request):
    """Returns the page of ?page=, the nearest one there is for numbers out of range and for rubbish."""
    size = SpilnoSettings.for_request(request).page_size
    return Paginator(pages, size).get_page(request.GET.get("page"))


def listing(index, request):
    """Returns the Listing of an index page for a request."""
    model, form_class = KINDS[type(index)]
    form = form_class(request.GET)
    scope = index.organization or index.get_parent()
    pages = form.apply(published(model, scope, get_language()))
    if order := form.orders[form.order][1]:
        pages = pages.order_by(*order)
    if words := form.chosen.get("q"):
        pages = found(model, words, pages)
    page = paginated(pages, request)
    page.object_list = with_organizations(page.object_list)
    if model is PollPage:
        attach_polls(page.object_list)
        soon_stale(request)
    return known(Listing(form=form, page=page, total=page.paginator.count), request)


def soon_stale(request):
    """Terms run out by the clock and votes come in: what shows them is kept for a minute alone."""
    keep_until(request, timezone.now() + timedelta(minutes=1))


def open_polls(scope, language, count, at=None):
    """Returns the polls that are open now below a page, those that close first, with .issued. Four queries."""
    at = at or timezone.now()
    pages = published(PollPage, scope, language).with_terms(at)
    pages = pages.filter(opening__lte=at, closing__gt=at).order_by("closing", "pk")[:count]
    return attach_polls(with_organizations(pages))


def known(listing, request):
    """Marks the request if its whole query makes sense to the list, so that the page may be kept. Returns the listing."""
    asked = {name for name, value in request.GET.items() if value}
    understood = {*listing.form.chosen, "order"} | {"page"}
    single = all(len(values) == 1 or name == "stage" for name, values in request.GET.lists())
    page = request.GET.get("page", "1") == str(listing.page.number)
    order = request.GET.get("order", listing.form.order) == listing.form.order
    request.spilno_query_is_known = asked <= understood and single and page and order
    return listing


def latest(model, scope, language, count, leave_out=None):
    """Returns the newest posts or initiatives below a page as a list."""
    pages = published(model, scope, language).order_by("-first_published_at", "-pk")
    if leave_out:
        pages = pages.exclude(pk=leave_out.pk)
    return list(pages[:count])


def coming_events(scope, language, count, at=None):
    """Returns the nearest events below a page as a list. at: aware datetime, now by default."""
    return list(published(EventPage, scope, language).coming(at)[:count])


def ready(model, pages):
    """Returns the queryset with what a row or a card of the model draws."""
    pages = pages.defer_streamfields().select_related("district")
    if model is PollPage:
        pages = pages.select_related("audience")
    if model is EventPage:
        return pages
    if model is OrganizationPage:
        return pages.select_related("kind", "logo", "locale").prefetch_related(
            "topics", prefetch("logo", "avatar")
        )
    shapes = ("row", "lead") if model is BlogPostPage else ("row",)
    return pages.select_related("picture").prefetch_related(prefetch("picture", *shapes))


def chosen(pages):
    """Returns the listed ones of pages of one type, in the order given. What is gone (None) is left out."""
    pks = [page.pk for page in pages if page]
    if not pks:
        return []
    model = next(page for page in pages if page).specific_class
    found = {page.pk: page for page in ready(model, model.objects.listed().filter(pk__in=pks))}
    return [found[pk] for pk in pks if pk in found]


def activity(scope, language, initiatives=4, events=3, posts=4):
    """Returns {"initiatives", "events", "posts"} below a page as lists: what goes on there."""
    return {
        "initiatives": latest(InitiativePage, scope, language, initiatives),
        "events": coming_events(scope, language, events),
        "posts": latest(BlogPostPage, scope, language, posts),
    }


def front(scope, language):
    """Returns what the network's home page shows: the city's activity and organizations."""
    lists = activity(scope, language, events=4, posts=6)
    with_organizations(page for pages in lists.values() for page in pages)
    talks = published(DiscussionPage, scope, language).filter(closed_on=None)
    return lists | {
        "talks": list(talks.order_by("-first_published_at", "-pk")[:3]),
        "polls": open_polls(scope, language, 3),
        "organizations": organizations(scope, language, 8),
    }


def organizations(scope, language, count):
    """Returns organizations below a page with .initiatives counted, those who published last first."""
    pages = list(
        published(OrganizationPage, scope, language).order_by("-last_published_at", "-pk")[:count]
    )
    live = InitiativePage.objects.live().filter(
        Q(*[Q(path__startswith=page.path) for page in pages], _connector=Q.OR)
        if pages
        else Q(pk=None)
    )
    paths = list(live.values_list("path", flat=True))
    for page in pages:
        page.initiatives = sum(path.startswith(page.path) for path in paths)
    return pages


def similar_initiatives(page, scope, language, count):
    """Returns other initiatives that share a topic with the page, the newest first."""
    pages = published(InitiativePage, scope, language).filter(topics__in=page.topics.all())
    pages = pages.exclude(pk=page.pk).distinct().order_by("-first_published_at", "-pk")
    return with_organizations(pages[:count])
