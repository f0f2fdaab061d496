"""Addresses of pages in the official romanization of Ukrainian (КМУ № 55, 27.01.2010)."""

import re

from django.utils.text import slugify

LETTERS = dict(
    zip(
        "абвгґдежзиіклмнопрстуфхцчшщ",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "y",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
        ],
        strict=True,
    )
)
# First form at the start of a word, second elsewhere.
IOTATED = {
    "є": ("ye", "ie"),
    "ї": ("yi", "i"),
    "й": ("y", "i"),
    "ю": ("yu", "iu"),
    "я": ("ya", "ia"),
}
SILENT = "ьЬ'’ʼ`"
MAX_LENGTH = 90


def romanize(text):
    """Returns the text with Ukrainian letters in Latin, lower case; other characters stay as they are."""
    text = re.sub(f"[{SILENT}]", "", text.lower()).replace("зг", "zgh")
    romanized = []
    for position, letter in enumerate(text):
        if letter in IOTATED:
            inside_word = position > 0 and text[position - 1].isalpha()
            romanized.append(IOTATED[letter][inside_word])
        else:
            romanized.append(LETTERS.get(letter, letter))
    return "".join(romanized)


def official_slug(text):
    """Returns an ASCII slug of at most 90 characters cut at a word; "" where nothing is left of the text."""
    slug = slugify(romanize(text))
    if len(slug) > MAX_LENGTH:
        slug = slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]
    return slug.strip("-_")
