"""What the council's own templates ask for."""

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from wagtail.models import Site

from spilno_pages.filters import FilterForm
from spilno_pages.frame import link
from spilno_pages.generations import remembered
from spilno_pages.listings import Listing, known, paginated
from spilno_pages.models import SpilnoSettings
from spilno_pages.pictures import prefetch

from ..models import CitySettings, NewsPage

register = template.Library()


def news(scope):
    return (
        NewsPage.objects.listed()
        .within(scope, settings.LANGUAGE_CODE)
        .order_by("-first_published_at", "-pk")
        .defer_streamfields()
    )


@register.simple_tag
def latest_news(home, count):
    """Returns the newest news of the council in the page's language."""
    return list(
        news(home)
        .select_related("picture")
        .prefetch_related(prefetch("picture", "row", "lead"))[:count]
    )


@register.simple_tag(takes_context=True)
def news_listing(context, index):
    request = context["request"]
    page = paginated(
        news(index).select_related("picture").prefetch_related(prefetch("picture", "row", "lead")),
        request,
    )
    form = FilterForm(request.GET)
    return known(Listing(form=form, page=page, total=page.paginator.count), request)


@register.simple_tag(takes_context=True)
def footer(context):
    """Returns the footer, the same under every page of a language: drawn once a generation, without a query in a known one."""
    request, menu = context.get("request"), context.get("menu")
    site = request and Site.find_for_request(request)
    if not site:
        return drawn({}, menu)
    key = f"footer {site.pk} {request.get_host()} {request.scheme} {get_language()}"
    return remembered(key, lambda: drawn(made(site, request), menu))


def drawn(foot, menu):
    """Returns the HTML of a footer. foot: as made() returns it, {} outside of a site."""
    return render_to_string("bilatserkva_site/includes/footer.html", {"foot": foot, "menu": menu})


def made(site, request):
    """Returns {"city", "network", "columns": [(title, [Link])]}."""
    city = CitySettings.for_site(site)
    columns = [
        (
            column.value["title"],
            [link(page, request) for page in column.value["pages"] if page and page.live],
        )
        for column in city.footer
    ]
    return {"city": city, "network": SpilnoSettings.for_site(site), "columns": columns}
