"""Events as iCalendar text (RFC 5545)."""

import re
from datetime import timedelta

from icalendar import Calendar, Event

# Neither XML nor calendars can carry these; pasted texts sometimes do.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
REFRESH = timedelta(hours=6)


def clean(text):
    return CONTROL.sub("", str(text or ""))


def calendar(events, host, name=""):
    """Returns bytes of one VCALENDAR. host: of the site, for the events' identities; name: of a calendar to subscribe to.

    Each event has title, summary, starts_at, ends_at, place, address, translation_key, last_published_at, full_url.
    """
    document = Calendar()
    document.add("prodid", "-//Spilno//spilno_pages//UK")
    document.add("version", "2.0")
    if name:
        document.add("name", clean(name))
        document.add("x-wr-calname", clean(name))
        document.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        document.add("x-published-ttl", REFRESH)
    for page in events:
        document.add_component(entry(page, host))
    return document.to_ical()


def entry(page, host):
    event = Event()
    event.add("uid", f"{page.translation_key}@{host}")
    event.add("summary", clean(page.title))
    event.add("description", clean(page.summary))
    event.add("dtstart", page.starts_at)
    event.add("dtend", page.ends_at)
    event.add("dtstamp", page.last_published_at or page.starts_at)
    event.add("location", clean(", ".join(filter(None, (page.place, page.address)))))
    event.add("url", page.full_url or "")
    return event
