"""The first pages of the network under a site's home page."""

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from wagtail.models import Locale, Page

from .models import (
    BlogIndexPage,
    DepartmentIndexPage,
    DiscussionIndexPage,
    EventIndexPage,
    InitiativeIndexPage,
    OrganizationIndexPage,
    PollIndexPage,
    SpilnoHomePage,
)
from .provisioning.actions import set_up_council

# What stands under the network, and whether its menu shows it.
SECTIONS = (
    (InitiativeIndexPage, _("Initiatives"), True),
    (DiscussionIndexPage, _("Discussions"), True),
    (PollIndexPage, _("Polls and votes"), True),
    (OrganizationIndexPage, _("Organizations"), True),
    (BlogIndexPage, _("Blogs"), True),
    (EventIndexPage, _("Events"), True),
    (DepartmentIndexPage, _("Departments"), False),
)


def found_network(home, title="Спільно"):
    """Puts the network's pages below a site's home page and the tree under the council's review.

    Idempotent: what is there stays. Returns the SpilnoHomePage.
    """
    network = SpilnoHomePage.objects.child_of(home).first()
    if network is None:
        network = add_page(home, SpilnoHomePage(title=title, show_in_menus=False))
    with override(Locale.get_default().language_code):
        for model, heading, in_menu in SECTIONS:
            if not model.objects.child_of(network).exists():
                add_page(network, model(title=gettext(str(heading)), show_in_menus=in_menu))
    set_up_council(Page.objects.get(pk=home.pk))
    return network


def fresh(page):
    """The page as the tree has it now: an old copy would write old counts of children back."""
    return Page.objects.get(pk=page.pk).specific


def add_page(parent, page):
    """Adds and publishes a page the way an editor would, with a revision. Returns it."""
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page
