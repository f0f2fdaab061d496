"""What stands around every page: the menus. Plain data, made once a generation."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from wagtail.models import Page

from .generations import remembered
from .models import SpilnoHomePage


@dataclass(frozen=True)
class Link:
    """A page as the menus need it."""

    pk: int
    title: str
    url: str


@dataclass(frozen=True)
class Menu:
    """The site's front page, what stands beside it, the network's front page and its sections, also by their types."""

    root: Link | None = None
    council: tuple = ()
    network_home: Link | None = None
    network: tuple = ()
    by_type: dict = field(default_factory=dict)

    @property
    def keys(self):
        """Keys of the pages that the menus link to."""
        homes = (self.network_home,) if self.network_home else ()
        return {link.pk for link in (*self.council, *homes, *self.network)}


def link(page, request):
    return Link(page.pk, page.title, page.get_url(request) or "")


def menu(root, request):
    """Returns the Menu below a front page. No query in a known generation, else one."""
    return remembered(f"menu {root.pk} {request.get_host()}", lambda: made(root, request))


def made(root, request):
    home_type = ContentType.objects.get_for_model(SpilnoHomePage)
    shown = Q(show_in_menus=True) | Q(content_type=home_type)
    below = Page.objects.live().filter(shown, path__startswith=root.path).order_by("path")
    pages = list(below.select_related("locale"))
    home = next((page for page in pages if page.content_type_id == home_type.pk), None)

    def children(parent):
        return [page for page in pages if page.path[: -Page.steplen] == parent.path]

    sections = children(home) if home else []
    return Menu(
        root=link(root, request),
        council=tuple(link(page, request) for page in children(root) if page != home),
        network_home=link(home, request) if home else None,
        network=tuple(link(page, request) for page in sections),
        by_type={page.cached_content_type.model: link(page, request) for page in sections},
    )
