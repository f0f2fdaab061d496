"""RSS of one page's discussion."""

from django.contrib.syndication.views import Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..calendars import clean
from ..generations import depends_on
from ..open_pages import address
from .models import Comment
from .pages import discussed_or_404
from .texts import excerpt
from .touching import thread_name

ITEMS = 40


class ThreadFeed(Feed):
    """The newest comments under a page; nothing of what waits or was hidden."""

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        response.headers["Content-Disposition"] = "inline"
        return response

    def get_object(self, request, page_id):
        self.request = request
        depends_on(thread_name(page_id))
        page, _thread = discussed_or_404(page_id)
        depends_on(thread_name(page.pk))
        self.feed_url = request.build_absolute_uri(request.path)
        return page

    def link(self, page):
        return self.request.build_absolute_uri(address(page, self.request))

    def title(self, page):
        return clean(_("Discussion: %(page)s") % {"page": page.title})

    def description(self, page):
        return _("What people write under the page.")

    def items(self, page):
        comments = Comment.objects.filter(page_id=page.pk).public()
        return comments.select_related("author").order_by("-pk")[:ITEMS]

    def item_title(self, comment):
        return clean(f"{comment.author_name}: {excerpt(comment.comment, 60)}")

    def item_description(self, comment):
        return clean(comment.comment)

    def item_link(self, comment):
        return self.request.build_absolute_uri(comment.get_absolute_url())

    def item_pubdate(self, comment):
        return comment.submit_date

    def item_author_name(self, comment):
        return clean(comment.author_name)


# The framework keeps the request in the feed, so each request gets a feed of its own.
@require_safe
def thread_feed(request, page_id):
    return ThreadFeed()(request, page_id=page_id)
