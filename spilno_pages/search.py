"""The search of the whole site, the council's pages and the network's alike."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from wagtail.models import Page, Site
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from .filters import SearchForm, WordsField, kind_of
from .listings import Listing
from .models import Topic
from .models.base import NetworkPageQuerySet, twin_paths
from .models.organizations import IndexPage, with_organizations
from .passages import Wanted, marked, passage
from .search_backend import scores
from .visits import front_page
from .word_forms import telling_words, without_forms

PAGE_SIZE = 20
SUGGESTIONS = 8
FEW = 2000
MIN_BEGINNING = 2


def searchable(root, language):
    """Returns the pages that anyone may find below a site's front page and its translations, in the reader's language."""
    pages = NetworkPageQuerySet(Page).listed().in_language(language)
    below = [Q(path__startswith=path) for path in (root.path, *twin_paths(root))]
    pages = pages.filter(Q(*below, _connector=Q.OR))
    # Lists of single organizations would stand before all else under "initiatives".
    lists = ContentType.objects.get_for_models(*IndexPage.__subclasses__()).values()
    return pages.exclude(content_type__in=[kind.pk for kind in lists], depth__gt=root.depth + 2)


class Finding:
    """What the words find among pages: {primary key: rank}, the best first. Two queries."""

    def __init__(self, words, operator="and"):
        backend = get_search_backend()
        self.whole = backend.search(words, Page, operator=operator)
        self.beginnings = backend.autocomplete(words, Page, operator=operator)

    def among(self, pages):
        """Returns {primary key: content type} of what is found among the pages. One query besides the ranks'."""
        found = self.ranks
        if len(found) <= FEW:
            pages = pages.filter(pk__in=list(found))
        # A long list of keys costs more than all of a city's pages.
        return {pk: kind for pk, kind in pages.values_list("pk", "content_type_id") if pk in found}

    @cached_property
    def ranks(self):
        whole, beginnings = scores(self.whole), scores(self.beginnings)
        ranks = {pk: (1, score) for pk, score in beginnings.items()}
        return ranks | {pk: (0, score) for pk, score in whole.items()}

    def order(self, pks):
        return sorted(pks, key=lambda pk: (*self.ranks.get(pk, (2, 0)), -pk))


class Beginnings(Finding):
    """What the words begin among titles."""

    @cached_property
    def ranks(self):
        return {pk: (0, score) for pk, score in scores(self.beginnings).items()}


@dataclass
class Results(Listing):
    """A page of search results; what_else: {kind: how many} with the other filters, loose: not all words were found."""

    what_else: dict
    loose: bool

    @property
    def kinds(self):
        """[(words, number, address, whether it is the present one)] of the kinds that are there."""
        chosen = self.form.chosen.get("kind")
        every = sum(self.what_else.values())
        rows = [(None, self.form.fields["kind"].choices[0][1], every)]
        rows += [
            (kind, label, self.what_else[kind])
            for kind, label in self.form.fields["kind"].choices[1:]
            if kind in self.what_else
        ]
        return [
            (label, number, self.address(kind=kind), kind == chosen) for kind, label, number in rows
        ]


def found(words, pages, form, *, loose=False):
    """Returns (finding, {kind: [primary keys, the best first]}) of the words among pages that the form lets through."""
    finding = Finding(words, "or" if loose else "and")
    types = finding.among(form.apply(pages))
    by_kind = {}
    for pk in finding.order(types):
        by_kind.setdefault(kind_of(types[pk]), []).append(pk)
    return finding, by_kind


def results_for(form, root, number):
    words = form.chosen["q"]
    pages = searchable(root, get_language())
    finding, by_kind = found(words, pages, form)
    loose = not by_kind and len(telling_words(words)) > 1
    if loose:
        finding, by_kind = found(words, pages, form, loose=True)
    chosen = form.chosen.get("kind")
    kinds = [chosen] if chosen else by_kind
    pks = finding.order(pk for kind in kinds for pk in by_kind.get(kind, ()))
    page = Paginator(pks, PAGE_SIZE).get_page(number)
    page.object_list = drawn(page, Wanted(words))
    counts = Counter({kind: len(pks) for kind, pks in by_kind.items()})
    return Results(form, page, page.paginator.count, dict(counts), loose)


def drawn(page: PaginatorPage, wanted):
    """Returns the pages of one screen with .organization, .heading and .passage, the found words marked."""
    pks = list(page.object_list)
    pages = Page.objects.filter(pk__in=pks).specific().defer_streamfields()
    by_pk = {found.pk: found for found in pages}
    shown = with_organizations(by_pk[pk] for pk in pks if pk in by_pk)
    texts = indexed_texts(shown, wanted)
    for result in shown:
        summary = getattr(result, "summary", "")
        text = passage(texts.get(result.pk, ""), wanted)
        result.heading = marked(result.title, wanted)
        result.passage = marked(text or summary, wanted)
    return shown


def indexed_texts(pages, wanted):
    """Returns {primary key: text} of the pages whose title and summary hold none of the wanted words. One query."""
    silent = [
        page
        for page in pages
        if not wanted.places(page.title) and not wanted.places(getattr(page, "summary", ""))
    ]
    text = "body_text" if hasattr(IndexEntry, "body_text") else "body"
    rows = IndexEntry.objects.filter(
        object_id__in=[str(page.pk) for page in silent],
        content_type__in={page.content_type_id for page in silent},
    )
    return {int(pk): without_forms(body) for pk, body in rows.values_list("object_id", text)}


@require_safe
def search(request):
    """?q= words, kind, topic, since, until, ?page= number. Live public pages by words in any form and by beginnings."""
    root = front_page(Site.find_for_request(request))
    form = SearchForm(request.GET)
    words = form.chosen.get("q", "")
    results = results_for(form, root, request.GET.get("page")) if words else None
    topics = Topic.objects.all() if not results or not results.total else ()
    context = {"words": words, "form": form, "listing": results, "topics": topics}
    return render(request, "spilno_pages/search.html", context)


@require_safe
def suggest(request):
    """?q= the beginning of a line → {"items": [{"title", "url", "kind"}]}, eight at most. Three queries."""
    words = WordsField(required=False).clean(request.GET.get("q", ""))
    shown = []
    if len(words) >= MIN_BEGINNING:
        root = front_page(Site.find_for_request(request))
        finding = Beginnings(words)
        pages = searchable(root, get_language())
        best = finding.order(finding.among(pages))[:SUGGESTIONS]
        by_pk = {
            page.pk: page for page in Page.objects.filter(pk__in=best).select_related("locale")
        }
        shown = [by_pk[pk] for pk in best if pk in by_pk]
    items = [
        {
            "title": page.title,
            "url": page.get_url(request),
            "kind": str(page.specific_class.get_verbose_name()),
        }
        for page in shown
    ]
    answer = JsonResponse({"items": items}, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "private, no-cache"
    return answer
