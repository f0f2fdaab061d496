"""What an editor is told about a page before readers stumble over it. Remarks never forbid to save."""

import re

from django.utils.translation import gettext as _

from bs4 import BeautifulSoup

# Words of a link that say nothing to who hears links one after another (WCAG 2.4.4).
SAY_NOTHING = frozenset(
    [
        "тут",
        "ось тут",
        "сюди",
        "туди",
        "посилання",
        "за посиланням",
        "за цим посиланням",
        "лінк",
        "детальніше",
        "докладніше",
        "більше",
        "читати",
        "читати далі",
        "далі",
        "перейти",
        "натисніть",
        "натисніть тут",
        "here",
        "click here",
        "link",
        "more",
        "read more",
    ]
)
FILE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$|^(?:img|dsc|photo|screenshot)[\W_\d]", re.I)
SHORT_ALT = 8
LONG_HEADING = 90


def remarks(page):
    """Returns the remarks about a page as full sentences, [] for a page that reads well."""
    found = []
    for check in (
        missing_words,
        shouting,
        pictures,
        headings,
        links,
        paragraphs_as_headings,
        videos,
    ):
        found += check(page)
    return found


def missing_words(page):
    if hasattr(page, "summary") and not page.summary.strip() and page.body:
        yield _(
            "“In short” is empty: lists, search engines and social networks show the page without a word about it."
        )


def shouting(page):
    letters = [sign for sign in page.title if sign.isalpha()]
    if len(letters) > 8 and all(sign.isupper() for sign in letters):
        yield _(
            "The title is in capitals: it is harder to read, and some readers hear it letter by letter."
        )


def blocks(page, kind=None):
    for block in getattr(page, "body", None) or ():
        if kind is None or block.block_type == kind:
            yield block


def described(page):
    """Yields the descriptions of all pictures of a page."""
    if getattr(page, "picture_id", None):
        yield page.picture_alt
    for block in blocks(page, "picture"):
        yield block.value["alt"]
    for block in blocks(page, "gallery"):
        yield from (item["alt"] for item in block.value["images"])


def pictures(page):
    for alt in described(page):
        alt = (alt or "").strip()
        if len(alt) < SHORT_ALT or FILE_NAME.search(alt):
            yield _(
                "The description of a picture says too little: “%(alt)s”. Say in a sentence what can be seen."
            ) % {"alt": alt}


def headings(page):
    """Smaller headings stand inside parts; two headings have words between them."""
    inside_a_part = bool(getattr(page, "problem", "") or getattr(page, "solution", ""))
    previous = last_level = None
    for block in blocks(page):
        if block.block_type == "heading":
            text = block.value["text"]
            if block.value["level"] == "h3" and not inside_a_part:
                yield _(
                    "The smaller heading “%(text)s” stands before any heading of a part: choose the level “Part of the story”."
                ) % {"text": text}
            if previous == "heading" and last_level == block.value["level"]:
                yield _("Nothing stands between the headings before “%(text)s”.") % {"text": text}
            inside_a_part = inside_a_part or block.value["level"] == "h2"
            last_level = block.value["level"]
        previous = block.block_type
    if previous == "heading":
        yield _("The story ends with a heading: nothing stands below it.")


def rich_texts(page):
    """Yields the HTML of all rich texts of a page."""
    for name in ("problem", "solution"):
        if text := getattr(page, name, ""):
            yield str(text)
    for block in blocks(page, "text"):
        yield block.value.source
    for block in blocks(page, "accordion"):
        yield from (item["answer"].source for item in block.value["items"])
    for block in blocks(page, "video"):
        if transcript := block.value.get("transcript"):
            yield transcript.source


def links(page):
    for html in rich_texts(page):
        for link in BeautifulSoup(html, "html.parser").find_all("a"):
            words = " ".join(link.get_text().split())
            plain = words.strip(" .,:;!→»«").lower()
            if plain in SAY_NOTHING:
                yield _(
                    "The link “%(words)s” does not say where it leads. Name the page or the file."
                ) % {"words": words}
            elif plain.startswith(("http://", "https://", "www.")):
                yield _("A link shows its bare address: “%(words)s”. Name the page in words.") % {
                    "words": words[:80]
                }


def paragraphs_as_headings(page):
    for html in rich_texts(page):
        for paragraph in BeautifulSoup(html, "html.parser").find_all("p"):
            bold = paragraph.find(["b", "strong"])
            text = " ".join(paragraph.get_text().split())
            if bold and text and len(text) < LONG_HEADING and bold.get_text().strip() == text:
                yield _(
                    "“%(text)s” is a bold paragraph instead of a heading: use the block “Heading”, so that readers can jump to it."
                ) % {"text": text}


def videos(page):
    for block in blocks(page, "video"):
        if not block.value.get("transcript"):
            yield _(
                "The video “%(title)s” has no text of what is said in it: who cannot hear is left out."
            ) % {"title": block.value["title"]}
