"""What one can subscribe to: RSS of everything, of a topic, of an organization; calendars of events."""

from datetime import timedelta
from operator import attrgetter

from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wagtail.models import Site

from .calendars import calendar, clean
from .listings import published
from .models import (
    BlogPostPage,
    District,
    EventIndexPage,
    EventPage,
    InitiativePage,
    OrganizationPage,
    Topic,
)
from .models.organizations import IndexPage, with_organizations
from .visits import front_page

ITEMS = 30
MAX_EVENTS = 500
# A subscribed calendar keeps what is over for a while, so that people find where they have been.
PAST = timedelta(days=60)


def organization_or_404(pk):
    return get_object_or_404(OrganizationPage.objects.listed().select_related("kind"), pk=pk)


class PagesFeed(Feed):
    """RSS of pages; what is not public is in none."""

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        response.headers["Content-Disposition"] = "inline"
        return response

    def get_object(self, request, **kwargs):
        self.request = request
        self.root = front_page(Site.find_for_request(request))
        return self.chosen(**kwargs)

    def chosen(self):
        """What the feed is of: an organization, a topic, None for all."""

    def link(self, chosen):
        return self.request.path

    def title(self, chosen):
        return _("Spilno: what is new in the city")

    def description(self, chosen):
        return _("Posts, initiatives and events of organizations on the city council’s site.")

    def items(self, chosen):
        pages = [
            page
            for model in (BlogPostPage, InitiativePage, EventPage)
            for page in self.newest(published(model, self.scope(chosen), get_language()), chosen)
        ]
        pages.sort(key=attrgetter("first_published_at"), reverse=True)
        return with_organizations(pages[:ITEMS])

    def scope(self, chosen):
        return self.root

    def newest(self, pages, chosen):
        pages = pages.filter(first_published_at__isnull=False)
        return pages.order_by("-first_published_at", "-pk")[:ITEMS]

    def item_title(self, page):
        return clean(page.title)

    def item_description(self, page):
        return clean(page.summary)

    def item_link(self, page):
        return page.get_full_url(self.request)

    def item_pubdate(self, page):
        return page.first_published_at

    def item_updateddate(self, page):
        return page.last_published_at

    def item_author_name(self, page):
        return clean(page.organization.full_name) if page.organization else None

    def item_categories(self, page):
        return [str(page.get_verbose_name())]


# The syndication framework keeps the request in the feed, so each request gets a feed of its own.
class AllFeed(PagesFeed):
    pass


class TopicFeed(PagesFeed):
    def chosen(self, slug):
        return get_object_or_404(Topic, slug=slug)

    def title(self, topic):
        return _("Spilno: %(topic)s") % {"topic": clean(topic)}

    def newest(self, pages, topic):
        return super().newest(pages.filter(topics=topic), topic)


class OrganizationFeed(PagesFeed):
    def chosen(self, pk):
        return organization_or_404(pk)

    def title(self, organization):
        return clean(organization.full_name)

    def description(self, organization):
        return clean(organization.summary)

    def scope(self, organization):
        return organization


def feed(kind):
    """Returns the view of a feed."""
    return require_safe(lambda request, **kwargs: kind()(request, **kwargs))


def calendar_of(request, scope, name, **conditions):
    since = timezone.now() - PAST
    events = published(EventPage, scope, get_language()).filter(ends_at__gte=since, **conditions)
    site = Site.find_for_request(request)
    text = calendar(events.order_by("starts_at")[:MAX_EVENTS], site.hostname, name)
    headers = {"Content-Disposition": 'inline; filename="spilno.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def city_calendar(request):
    root = front_page(Site.find_for_request(request))
    return calendar_of(request, root, _("Spilno: events of the city"))


@require_safe
def district_calendar(request, slug):
    district = get_object_or_404(District, slug=slug)
    root = front_page(Site.find_for_request(request))
    name = _("Spilno: events, %(district)s") % {"district": district}
    return calendar_of(request, root, name, district=district)


@require_safe
def organization_calendar(request, pk):
    organization = organization_or_404(pk)
    return calendar_of(request, organization, organization.full_name)


def subscriptions(page, filters):
    """Returns {"feed", "calendar"}: addresses of what a reader of the page may want to subscribe to, None for neither.

    filters: the chosen filters of the list that the page is, {} for other pages. A page type of the site's own may name
    the view of its feed in feed_name.
    """
    if own := getattr(page, "feed_name", None):
        return {"feed": reverse(own), "calendar": None}
    organization = getattr(page, "organization", None)
    if isinstance(page, OrganizationPage):
        organization = page
    if organization:
        return {
            "feed": reverse("feed-organization", kwargs={"pk": organization.pk}),
            "calendar": reverse("calendar-organization", kwargs={"pk": organization.pk}),
        }
    found = {"feed": reverse("feed"), "calendar": reverse("calendar")}
    if topic := filters.get("topic"):
        found["feed"] = reverse("feed-topic", kwargs={"slug": topic.slug})
    if district := filters.get("district"):
        found["calendar"] = reverse("calendar-district", kwargs={"slug": district.slug})
    if isinstance(page, IndexPage) and not isinstance(page, EventIndexPage):
        found["calendar"] = None
    return found
