"""What the council's own templates ask for."""

from django import template
from django.conf import settings

from spilno_pages.filters import FilterForm
from spilno_pages.listings import Listing, paginated

from ..models import NewsPage

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
        news(home).select_related("picture").prefetch_related("picture__renditions")[:count]
    )


@register.simple_tag(takes_context=True)
def news_listing(context, index):
    request = context["request"]
    page = paginated(
        news(index).select_related("picture").prefetch_related("picture__renditions"), request
    )
    return Listing(form=FilterForm(request.GET), page=page, total=page.paginator.count)
