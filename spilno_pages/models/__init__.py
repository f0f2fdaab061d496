"""What editors and organizations publish. To be read in this order."""

from .blogs import BlogIndexPage, BlogPostPage
from .events import EventIndexPage, EventPage
from .home import SpilnoHomePage
from .initiatives import InitiativeIndexPage, InitiativePage
from .organizations import OrganizationIndexPage, OrganizationPage
from .settings import SpilnoSettings
from .subjects import District, OrganizationKind, Topic

__all__ = [
    "BlogIndexPage",
    "BlogPostPage",
    "District",
    "EventIndexPage",
    "EventPage",
    "InitiativeIndexPage",
    "InitiativePage",
    "OrganizationIndexPage",
    "OrganizationKind",
    "OrganizationPage",
    "SpilnoHomePage",
    "SpilnoSettings",
    "Topic",
]
