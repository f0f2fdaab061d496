"""What people type, as it is kept and shown: plain text, no marks nobody sees, no walls of empty lines."""

import re
import unicodedata

from django.utils.html import escape, urlize
from django.utils.safestring import mark_safe

from ..residents.names import LINK, visible

MOST_MARKS = 3  # combining marks on one letter; more only climbs over other people's lines
MOST_LINES = 80
# Letters by their category, empty to the eye: fillers of Hangul, the blank of Braille.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
LINES = re.compile(r"\n{3,}")


def tidy(text):
    """Returns the text as it is kept: lines end with \\n, one empty line between paragraphs at most."""
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.strip() for line in calm(text).split("\n")]
    return LINES.sub("\n\n", "\n".join(lines)).strip()


def calm(text):
    """Takes off combining marks that stand higher than any alphabet needs, and letters that nobody sees."""
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter).startswith("M") else 0
        if marks <= MOST_MARKS and letter not in BLANKS:
            kept.append(letter)
    return "".join(kept)


def links_in(text):
    """Returns the number of addresses in a text: those that look like one, or would be shown as one."""
    return max(len(LINK.findall(text)), str(shown(text)).count("<a "))


def shown(text):
    """Returns the text as HTML: paragraphs, lines, and addresses as links that give no weight to anybody. Escapes."""
    html = escape(text)
    if "http" in html or "www." in html:
        html = urlize(text, nofollow=True, autoescape=True).replace(
            'rel="nofollow"', 'rel="nofollow ugc noopener"'
        )
    html = html.replace("\n\n", "</p><p>").replace("\n", "<br>")
    return mark_safe(f"<p>{html}</p>")  # noqa: S308 - escaped above


def excerpt(text, longest=120):
    """Returns the beginning of a text as one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0] + "…"
