"""Pages and files behind a shared password: guessing it is slow."""

from datetime import timedelta

from .limits import Limit, client_address, too_often

GUESSES = Limit("page-password", 10, timedelta(minutes=10))
VIEWS = {"wagtailcore_authenticate_with_password", "wagtaildocs_authenticate_with_password"}


class PagePasswordMiddleware:
    """Counts what is sent to Wagtail's own form, which counts nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or request.resolver_match.url_name not in VIEWS:
            return None
        return too_often(request, GUESSES, client_address(request))
