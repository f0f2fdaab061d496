"""Ukrainian word forms in search: words are indexed and asked for together with their dictionary forms."""

import re
from functools import lru_cache

from wagtail.search import index
from wagtail.search.query import And, Or, PlainText

from simplemma import is_known, lemmatize

from .words import plain_words

# Words of letters only; a part of a hyphenated word is a word, an apostrophe belongs to it.
WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ`][^\W\d_]+)*")
UKRAINIAN = re.compile("[а-щьюяєіїґ][а-щьюяєіїґ’]*")
APOSTROPHES = str.maketrans(dict.fromkeys("'ʼ`", "’"))
# Dictionary forms stand in the index between these invisible separators, so that a passage can be cut out without them.
MARK = "\u2063"
FORMS = re.compile(f"{MARK}[^{MARK}]*{MARK}")
# What the dictionary takes for words of their own.
FURTHER = {"діти": "дитина", "сусіда": "сусід"}
# Where an apostrophe stands and is often left out: «здоровям» for «здоров’ям».
LEFT_OUT = re.compile("([бвмпфр])([єїюя])")
# Words that say nothing of what is looked for; left out of a question that has others.
SMALL = frozenset(
    [
        "а",
        "або",
        "без",
        "в",
        "від",
        "до",
        "для",
        "з",
        "за",
        "зі",
        "і",
        "із",
        "й",
        "на",
        "не",
        "о",
        "об",
        "по",
        "про",
        "при",
        "та",
        "у",
        "чи",
        "що",
        "як",
        "це",
    ]
)


@lru_cache(maxsize=50_000)
def forms(word):
    """Returns the words that stand for a word of a text in the index besides itself: dictionary forms, also without
    the apostrophe, as many type them. A tuple, empty for words of other alphabets.

    simplemma's Ukrainian dictionary is loaded at the first call: 0.4 s and some 70 MB a process.
    """
    lower = word.lower().translate(APOSTROPHES)
    if not UKRAINIAN.fullmatch(lower):
        return ()
    written = {lower, lower.title()}
    if not is_known(lower, lang="uk"):
        restored = LEFT_OUT.sub(r"\1'\2", lower)
        written |= {restored} if is_known(restored, lang="uk") else set()
    lemmas = {lemmatize(form, lang="uk").lower().translate(APOSTROPHES) for form in written}
    lemmas |= {FURTHER[lemma] for lemma in lemmas & FURTHER.keys()}
    bare = {form.replace("’", "") for form in {lower, *lemmas} if "’" in form}
    return tuple(sorted((lemmas | bare) - {lower}))


def with_forms(text):
    """Returns the text followed by the dictionary forms of its words, each once, set off by MARK."""
    found = dict.fromkeys(
        form for word in dict.fromkeys(WORD.findall(text)) for form in forms(word)
    )
    return f"{text} {MARK}{' '.join(found)}{MARK}" if found else text


def without_forms(text):
    """Returns what with_forms() was given; a new line stands where the forms of a field stood."""
    return FORMS.sub("\n", text or "")


def telling_words(text):
    """Returns the words of a search line without the small ones; all of them where there are no others."""
    words = [word.strip("’") for word in plain_words(text).replace("-", " ").split()]
    words = [word for word in words if any(sign.isalnum() for sign in word)]
    return [word for word in words if word.lower() not in SMALL] or words


def asked(words, operator="and"):
    """Returns the search query that finds the words or their dictionary forms; "" where there are no words."""
    parts = []
    for word in telling_words(words):
        either = [PlainText(way) for way in (word, *forms(word))]
        parts.append(Or(either) if len(either) > 1 else either[0])
    if len(parts) < 2:
        return parts[0] if parts else ""
    return And(parts) if (operator or "and").lower() == "and" else Or(parts)


class FormsInIndex:
    """A search field whose text goes into the index with the dictionary forms of its words."""

    def get_value(self, obj):
        value = super().get_value(obj)
        if isinstance(value, (list, tuple)):
            value = "\n".join(str(part) for part in value)
        return with_forms(value) if isinstance(value, str) else value


class SearchField(FormsInIndex, index.SearchField):
    pass


class AutocompleteField(FormsInIndex, index.AutocompleteField):
    pass


class OnlyForms:
    """The dictionary forms alone, for a field that upstream puts into the index itself."""

    def get_value(self, obj):
        value = str(super().get_value(obj) or "")
        return with_forms(value).removeprefix(value)


class TitleForms(OnlyForms, index.SearchField):
    pass


class TitleFormsToComplete(OnlyForms, index.AutocompleteField):
    pass


def warm_up():
    """Loads the dictionary, so that processes forked afterwards share it and no visitor waits for it."""
    forms("рада")
