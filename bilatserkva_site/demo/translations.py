"""The main pages of the demo city in English."""

from wagtail.models import Locale

from spilno_pages.founding import fresh
from spilno_pages.models import (
    BlogIndexPage,
    DiscussionIndexPage,
    EventIndexPage,
    InitiativeIndexPage,
    OrganizationIndexPage,
    PollIndexPage,
)

from .stories import story

SECTIONS = (
    (InitiativeIndexPage, "Initiatives"),
    (DiscussionIndexPage, "Discussions"),
    (OrganizationIndexPage, "Organizations"),
    (BlogIndexPage, "Blogs"),
    (EventIndexPage, "Events"),
    (PollIndexPage, "Polls"),
)


def translate(page, english, slug, **fields):
    twin = fresh(page).copy_for_translation(english)
    twin.slug = slug
    for name, value in fields.items():
        setattr(twin, name, value)
    twin.save_revision().publish()
    return twin


def translate_main_pages(city, data):
    """Makes and publishes English twins of the front pages, the lists and what english.toml has."""
    english, _made = Locale.objects.get_or_create(language_code="en")
    translate(
        city.home,
        english,
        "bila-tserkva-en",
        title=data["home"]["title"],
        summary=data["home"]["lead"],
    )
    network = translate(
        city.network,
        english,
        "spilno",
        title=data["spilno"]["title"],
        summary=data["spilno"]["lead"],
        promise=data["spilno"]["promise"],
        call_label="Find your people",
    )
    for model, title in SECTIONS:
        section = translate(
            model.objects.child_of(city.network).get(), english, title.lower(), title=title
        )
        if model is OrganizationIndexPage:
            organizations = section
    network = fresh(network)
    network.call_page = organizations
    network.save_revision().publish()
    for row in data["page"]:
        page = city.pages[row["key"]]
        body = type(page).body.field.to_python(story(row["body"], city))
        translate(page, english, row["key"], title=row["title"], summary=row["summary"], body=body)
