"""The first pages of the council's site."""

from django.contrib.auth.models import Group

from wagtail.models import Locale, Page, Site, Task, Workflow

from spilno_pages.founding import add_page, found_network

from .models import CitySettings, HomePage, NewsIndexPage

ROOT_TITLE = "Усі сторінки"
TITLE = "Біла Церква — місто, яке вирішує разом"


def found_city(hostname="localhost", port=80):
    """Makes the home page, the news and the network where they are missing. Returns (home, news, network)."""
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    if home is None:
        root = Page.get_first_root_node()
        clear_welcome(root)
        home = add_page(Page.objects.get(pk=root.pk), HomePage(title=TITLE, slug="bila-tserkva"))
        site, _made = Site.objects.update_or_create(
            is_default_site=True,
            defaults={
                "hostname": hostname,
                "port": port,
                "root_page": home,
                "site_name": "Біла Церква",
            },
        )
        CitySettings.for_site(site)
        Site.clear_site_root_paths_cache()
    news = NewsIndexPage.objects.child_of(home).first() or add_page(
        home, NewsIndexPage(title="Новини", show_in_menus=True)
    )
    return home, news, found_network(home)


def clear_welcome(root):
    """Takes away what Wagtail's migrations leave as an example: a page, two groups and a workflow."""
    Page.objects.child_of(root).filter(slug="home", depth=2).delete()
    Page.objects.filter(depth=1, title="Root").update(title=ROOT_TITLE, draft_title=ROOT_TITLE)
    Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True).delete()
    for workflow in Workflow.objects.filter(name="Moderators approval"):
        workflow.workflow_pages.all().delete()
        if not workflow.workflow_states.exists():
            workflow.delete()
    Task.objects.filter(name="Moderators approval", workflow_tasks__isnull=True).delete()
