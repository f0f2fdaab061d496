"""The council's news by RSS."""

from django.utils.translation import gettext as _

from spilno_pages.feeds import ITEMS, PagesFeed

from .templatetags.city import news


class NewsFeed(PagesFeed):
    def title(self, chosen):
        return _("News of Bila Tserkva City Council")

    def description(self, chosen):
        return _("What the city council decides, does and reports.")

    def items(self, chosen):
        pages = list(news(self.root)[:ITEMS])
        for page in pages:
            page.organization = None
        return pages
