"""What a page says of itself to search engines: schema.org objects for JSON-LD."""

from functools import singledispatch

from .models import BlogPostPage, DiscussionPage, EventPage, InitiativePage, OrganizationPage


@singledispatch
def linked_data(page):
    """Returns a dict for schema.org; {} for a page that has nothing of its own to say."""
    return {}


def described(page, kind, **more):
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": page.title,
        "description": page.description,
        "url": page.full_url,
        "inLanguage": page.locale.language_code,
    }
    return data | {name: value for name, value in more.items() if value}


def publisher(page):
    organization = page.organization
    return (
        {"@type": "Organization", "name": organization.full_name, "url": organization.full_url}
        if organization
        else None
    )


def moment(value):
    return value.isoformat() if value else None


@linked_data.register
def _(page: OrganizationPage):
    return described(
        page,
        "Organization",
        legalName=page.full_name,
        email=page.email,
        telephone=page.phone,
        address=page.address,
        foundingDate=str(page.founded or ""),
        identifier=page.registered.register_code,
        sameAs=[link.value["url"] for link in page.links],
    )


@linked_data.register
def _(page: BlogPostPage):
    return described(
        page,
        "BlogPosting",
        headline=page.title,
        datePublished=moment(page.first_published_at),
        dateModified=moment(page.last_published_at),
        author={"@type": "Person", "name": page.author} if page.author else None,
        publisher=publisher(page),
    )


@linked_data.register
def _(page: EventPage):
    return described(
        page,
        "Event",
        startDate=moment(page.starts_at),
        endDate=moment(page.ends_at),
        eventStatus="https://schema.org/EventScheduled",
        location={"@type": "Place", "name": page.place, "address": page.address},
        organizer=publisher(page),
    )


@linked_data.register
def _(page: InitiativePage):
    return described(
        page,
        "Project",
        founder=publisher(page),
        areaServed=page.place,
        foundingDate=moment(page.first_published_at),
    )


@linked_data.register
def _(page: DiscussionPage):
    return described(
        page,
        "DiscussionForumPosting",
        headline=page.title,
        text=page.description,
        datePublished=moment(page.first_published_at),
        dateModified=moment(page.last_published_at),
    )
