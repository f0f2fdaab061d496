"""What editors and organizations publish. To be read in this order."""

from .settings import SpilnoSettings
from .subjects import District, OrganizationKind, Topic
from .home import SpilnoHomePage
from .organizations import OrganizationIndexPage, OrganizationPage
from .blogs import BlogIndexPage, BlogPostPage
from .events import EventIndexPage, EventPage
from .initiatives import InitiativeIndexPage, InitiativePage

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
