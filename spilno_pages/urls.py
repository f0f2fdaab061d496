"""The network's addresses: include both lists, the localized one inside i18n_patterns."""

from django.urls import path

from .api import api_router
from .search import search, suggest

urlpatterns = [path("api/v2/", api_router.urls)]
localized_urlpatterns = [
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="search-suggest"),
]
