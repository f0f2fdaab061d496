from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from spilno_pages.feeds import feed
from spilno_pages.urls import localized_urlpatterns as spilno_localized
from spilno_pages.urls import urlpatterns as spilno_urls

from .feeds import NewsFeed
from .health import healthz, readyz
from .media import media

handler500 = "bilatserkva_site.breakdowns.server_error"

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain; charset=utf-8"),
    ),
    path("sitemap.xml", sitemap),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *spilno_urls,
]
if settings.SPILNO_SERVE_MEDIA:
    urlpatterns += [path("media/<path:name>", media)]

urlpatterns += i18n_patterns(
    path("account/", include("bilatserkva_site.users.urls")),
    path("feed/news/", feed(NewsFeed), name="feed-news"),
    *spilno_localized,
    # Wagtail's own sign-in for hidden pages would be a door without limits and without a second factor.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
