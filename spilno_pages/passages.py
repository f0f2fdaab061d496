"""What a reader sees of a search result: the words that were found, marked, and the passage they stand in."""

import re

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from .word_forms import forms, telling_words

TOKEN = re.compile(r"[^\W_]+(?:[’'ʼ`][^\W_]+)*")
WIDTH = 220
# A beginning of a word counts as found from this many letters on.
MIN_BEGINNING = 3


class Wanted:
    """The words of a search line, in all their forms."""

    def __init__(self, words):
        asked = [word.lower() for word in telling_words(words)]
        self.beginnings = tuple(word for word in asked if len(word) >= MIN_BEGINNING)
        self.exact = {form for word in asked for form in (word, *forms(word))}

    def __contains__(self, word):
        lower = word.lower().replace("'", "’")
        if lower in self.exact or (self.beginnings and lower.startswith(self.beginnings)):
            return True
        return not self.exact.isdisjoint(forms(word))

    def places(self, text):
        """Returns [(start, end)] of the wanted words in a text."""
        return [found.span() for found in TOKEN.finditer(text) if found[0] in self]


def marked(text, wanted):
    """Returns the text as HTML with <mark> around the wanted words. Escapes."""
    parts, done = [], 0
    for start, end in wanted.places(text):
        parts += [conditional_escape(text[done:start]), "<mark>", text[start:end], "</mark>"]
        done = end
    parts.append(conditional_escape(text[done:]))
    return mark_safe("".join(parts))  # noqa: S308 - words are letters and digits, the rest is escaped


def passage(text, wanted):
    """Returns some 220 characters around the first wanted word, cut between words; "" where there is none.

    A passage stays within a line: lines are the fields and blocks of a page.
    """
    for line in text.split("\n"):
        line = " ".join(line.split())
        if places := wanted.places(line):
            return cut(line, places[0][0])
    return ""


def cut(line, place):
    start = max(0, place - WIDTH // 3)
    end = min(len(line), start + WIDTH)
    if start:
        start = line.find(" ", start) + 1
    if end < len(line):
        end = line.rfind(" ", start, end)
    return f"{'… ' if start else ''}{line[start:end].strip(' ,;')}{' …' if end < len(line) else ''}"
