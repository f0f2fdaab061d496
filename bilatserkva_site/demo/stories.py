"""From the demo's data files to StreamField data."""

from uuid import uuid4


def story(blocks, things):
    """Returns StreamField data of a body in a data file.

    things: object with picture(key) → id, document(key) → id, page(key) → id or None.
    """
    return [
        {
            "id": str(uuid4()),
            "type": TYPES.get(kind, kind),
            "value": CONVERT.get(kind, plain)(value, things),
        }
        for kind, value in pairs(blocks)
    ]


def pairs(blocks):
    for block in blocks:
        yield from block.items()


TYPES = {"image": "picture", "subheading": "heading"}


def plain(value, things):
    return value


def picture(value, things):
    return {
        "image": things.picture(value["picture"]),
        "alt": value["alt"],
        "caption": value.get("caption", ""),
        "credit": "",
    }


def listed(item):
    return {"type": "item", "value": item, "id": str(uuid4())}


def facts(value, things):
    items = [listed({"label": label, "value": fact}) for label, fact in value["items"]]
    return {"title": value.get("title", ""), "items": items}


def accordion(value, things):
    items = [
        listed({"question": question, "answer": answer}) for question, answer in value["items"]
    ]
    return {"title": value.get("title", ""), "items": items}


def gallery(value, things):
    return {
        "title": value.get("title", ""),
        "images": [listed(picture(item, things)) for item in value["images"]],
    }


def table(value, things):
    def kind(number):
        cells = [row[number] for row in value["rows"]]
        return "amount" if number and any(cell[:1].isdigit() for cell in cells) else "text"

    columns = [
        {"type": kind(number), "heading": heading}
        for number, heading in enumerate(value["columns"])
    ]
    rows = [{"values": row} for row in value["rows"]]
    return {"caption": value["caption"], "table": {"columns": columns, "rows": rows}}


def documents(value, things):
    items = [
        listed({"document": things.document(key), "title": title}) for key, title in value["items"]
    ]
    return {"title": value.get("title", ""), "items": items}


def pages(value, things):
    chosen = [things.page(key) for key in value["items"]]
    return {"title": value.get("title", ""), "pages": [listed(pk) for pk in chosen if pk]}


def latest(value, things):
    return {
        "title": value["title"],
        "organization": things.page(value["organization"]) if value.get("organization") else None,
        "count": value.get("count", 3),
    }


def call_to_action(value, things):
    url = value.get("url", "")
    page = things.page(url) if url.startswith("/") else None
    return {
        "title": value["title"],
        "text": value.get("text", ""),
        "label": value["label"],
        "page": page,
        "url": "" if page else url,
    }


def poll(value, things):
    return {"intro": value["intro"], "page": things.page(value["poll"])}


CONVERT = {
    "poll": poll,
    "heading": lambda value, things: {"text": value, "level": "h2"},
    "subheading": lambda value, things: {"text": value, "level": "h3"},
    "image": picture,
    "facts": facts,
    "accordion": accordion,
    "gallery": gallery,
    "table": table,
    "documents": documents,
    "organizations": pages,
    "initiatives": pages,
    "latest_posts": latest,
    "coming_events": latest,
    "call_to_action": call_to_action,
}
