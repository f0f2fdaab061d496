"""What the council's own templates ask for."""

from django import template
from django.conf import settings

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
    """Returns {"city", "network", "columns": [(title, [Link])]}; {} outside of a site. No query in a known generation."""
    request = context.get("request")
    site = request and Site.find_for_request(request)
    if not site:
        return {}
    return remembered(f"footer {site.pk} {request.get_host()}", lambda: made(site, request))


def made(site, request):
    city = CitySettings.for_site(site)
    columns = [
        (
            column.value["title"],
            [link(page, request) for page in column.value["pages"] if page and page.live],
        )
        for column in city.footer
    ]
    return {"city": city, "network": SpilnoSettings.for_site(site), "columns": columns}
