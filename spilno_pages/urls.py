"""The network's addresses: include both lists, the localized one inside i18n_patterns."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from . import feeds
from .api import api_router
from .search import search, suggest


class KeyConverter(IntConverter):
    """A primary key: larger numbers are no page's and SQLite's error."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")

urlpatterns = [path("api/v2/", api_router.urls)]
localized_urlpatterns = [
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="search-suggest"),
    path("feed/", feeds.feed(feeds.AllFeed), name="feed"),
    path("feed/topics/<slug:slug>/", feeds.feed(feeds.TopicFeed), name="feed-topic"),
    path(
        "feed/organizations/<key:pk>/",
        feeds.feed(feeds.OrganizationFeed),
        name="feed-organization",
    ),
    path("calendar/", feeds.city_calendar, name="calendar"),
    path("calendar/districts/<slug:slug>/", feeds.district_calendar, name="calendar-district"),
    path(
        "calendar/organizations/<key:pk>/",
        feeds.organization_calendar,
        name="calendar-organization",
    ),
]
