"""The network's addresses: include both lists, the localized one inside i18n_patterns."""

from django.urls import path

from . import converters, feeds  # noqa: F401 - converters register themselves
from .api import api_router
from .cabinet import urls as cabinet
from .discussion import urls as discussion
from .notices import urls as notices
from .polls import urls as polls
from .questions import urls as questions
from .residents import urls as residents
from .search import search, suggest
from .submissions import urls as submissions

urlpatterns = [path("api/v2/", api_router.urls), *residents.lookalike_urlpatterns]
localized_urlpatterns = [
    *cabinet.urlpatterns,
    *discussion.urlpatterns,
    *notices.urlpatterns,
    *polls.urlpatterns,
    *questions.urlpatterns,
    *residents.urlpatterns,
    *submissions.urlpatterns,
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
