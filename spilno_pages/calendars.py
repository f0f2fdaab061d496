"""Events as iCalendar text."""

from icalendar import Calendar, Event


def calendar(events):
    """Returns bytes of one VCALENDAR. Each event has title, summary, starts_at, ends_at, place, address, full_url."""
    document = Calendar()
    document.add("prodid", "-//Spilno//spilno_pages//UK")
    document.add("version", "2.0")
    for page in events:
        entry = Event()
        entry.add("uid", f"{page.translation_key}@{page.get_site().hostname}")
        entry.add("summary", page.title)
        entry.add("description", page.summary)
        entry.add("dtstart", page.starts_at)
        entry.add("dtend", page.ends_at)
        entry.add("dtstamp", page.last_published_at or page.starts_at)
        entry.add("location", ", ".join(filter(None, (page.place, page.address))))
        entry.add("url", page.full_url or "")
        document.add_component(entry)
    return document.to_ical()
