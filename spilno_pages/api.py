"""Wagtail's API v2, read-only: published public pages and nothing else."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet


class PublicPagesAPIViewSet(PagesAPIViewSet):
    """A question that makes no sense is told so instead of failing."""

    def listing_view(self, request):
        return politely(super().listing_view, request)

    def find_view(self, request):
        return politely(super().find_view, request)


def politely(view, request):
    try:
        return view(request)
    except (
        ArithmeticError,
        DatabaseError,
        ObjectDoesNotExist,
        TypeError,
        ValidationError,
        ValueError,
    ):
        raise BadRequestError("A parameter has a value that makes no sense.") from None


api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("pages", PublicPagesAPIViewSet)
