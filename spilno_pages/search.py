"""The search of the whole site, the council's pages and the network's alike."""

from django.core.paginator import Paginator
from django.shortcuts import render

from wagtail.models import Page

from .filters import WordsField
from .listings import MAX_FOUND
from .models.organizations import with_organizations

PAGE_SIZE = 20


def search(request):
    """?q= words, ?page= number. Finds live public pages by words and by beginnings of words."""
    words = WordsField(required=False).clean(request.GET.get("q", ""))
    pks = []
    if words:
        for find in (Page.objects.all().search, Page.objects.all().autocomplete):
            pks += [page.pk for page in find(words, operator="and")[:MAX_FOUND]]
    rank = {pk: place for place, pk in reversed(list(enumerate(pks)))}
    visible = Page.objects.live().public().filter(pk__in=rank, depth__gt=2)
    ordered = sorted(visible.values_list("pk", flat=True), key=rank.get)
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        found.pk: found
        for found in Page.objects.filter(pk__in=page.object_list).specific().defer_streamfields()
    }
    page.object_list = with_organizations(shown[pk] for pk in page.object_list)
    return render(
        request,
        "spilno_pages/search.html",
        {"words": words, "results": page},
    )
