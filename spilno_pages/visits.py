"""How a visitor's address finds its page: the site and the front pages are known, the page itself is asked for."""

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language

from wagtail.models import Site
from wagtail.views import serve

from .generations import own_copy, remembered
from .models.base import AddressedPage


def site_of(request):
    """Returns the Site of a request with its root page; None where there is none. No query in a known generation."""
    host, port = request._get_raw_host(), request.get_port()
    return remembered(f"site {host} {port}", lambda: Site._find_for_request(request))


def front_page(site):
    """Returns the site's front page in the language of the request, with its own fields."""
    return remembered(
        f"front {site.pk} {get_language()}", lambda: site.root_page.localized.specific
    )


class VisitMiddleware:
    """Answers two questions of Wagtail before it asks the database: which site, and which page by the address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SPILNO_PAGE_CACHE_SECONDS:
            site = site_of(request)
            request._wagtail_site = site and own_copy(site)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        site = getattr(request, "_wagtail_site", None)
        if view is not serve or not site:
            return
        front = front_page(site)
        if not isinstance(front, AddressedPage):
            return
        address = args[0] if args else kwargs["path"]
        components = [component for component in address.split("/") if component]
        try:
            # The front page is shared by all requests of a generation: a visit gets a copy of its own.
            found = own_copy(front).route(request, components)
        except Http404:
            found = None
        request._wagtail_route_for_request = found
