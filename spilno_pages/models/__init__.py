"""What editors and organizations publish. To be read in this order."""

from .blogs import BlogIndexPage, BlogPostPage
from .departments import DepartmentIndexPage, DepartmentPage
from .discussions import DiscussionIndexPage, DiscussionPage
from .events import EventIndexPage, EventPage
from .home import SpilnoHomePage
from .initiatives import InitiativeIndexPage, InitiativePage
from .legal import LegalPage
from .organizations import OrganizationIndexPage, OrganizationPage
from .polls import PollIndexPage, PollPage
from .settings import SpilnoSettings
from .subjects import District, OrganizationKind, Topic

__all__ = [
    "BlogIndexPage",
    "BlogPostPage",
    "DepartmentIndexPage",
    "DepartmentPage",
    "DiscussionIndexPage",
    "DiscussionPage",
    "District",
    "EventIndexPage",
    "EventPage",
    "InitiativeIndexPage",
    "InitiativePage",
    "LegalPage",
    "OrganizationIndexPage",
    "OrganizationKind",
    "OrganizationPage",
    "PollIndexPage",
    "PollPage",
    "SpilnoHomePage",
    "SpilnoSettings",
    "Topic",
]
