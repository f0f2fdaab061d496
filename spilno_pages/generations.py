"""The generation of what everyone sees: a word that changes with every change of public content.

Whatever is kept for a while (pages, the frame around them) is kept with the generation it was made in and is worth
nothing in the next one. The word lies in the shared cache, or, where each process has a cache of its own memory, in
SPILNO_GENERATION_FILE, so that a publication by another process (manage.py tick) is noticed at once.
"""

import logging
import os
import time
from contextvars import ContextVar
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction

KEY = "spilno-generation"
VERSIONS_KEPT = 24 * 60 * 60  # seconds; longer than any page
log = logging.getLogger(__name__)
# True in a process that has begun a generation while the shared cache was silent.
owed = False
# {name: version} of what the page at hand is drawn of besides; None outside of requests.
drawn_of = ContextVar("spilno_drawn_of", default=None)
# The generation that the request at hand began in; None outside of requests, with the cache off or silent.
at_hand = ContextVar("spilno_generation", default=None)
MAX_REMEMBERED = 500
_remembered = {}


def store():
    return caches[settings.SPILNO_PAGE_CACHE]


def with_current(key):
    """Returns (generation, what the cache keeps under the key). (None, None) where neither can be read.

    One look into the shared cache, no query.
    """
    try:
        if owed:
            begin()
        if file := settings.SPILNO_GENERATION_FILE:
            return in_file(Path(file)), store().get(key)
        found = store().get_many([KEY, key])
        return found.get(KEY) or begun(), found.get(key)
    except Exception:
        log.warning("The cache of pages does not answer.", exc_info=True)
        return None, None


def current():
    """Returns the generation alone; None where it cannot be read."""
    return with_current("-")[0]


def in_file(file):
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        return written(file)


def written(file):
    """Puts a new word into the file at once for all readers. Returns it."""
    word = token_hex(8)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}-{word}")
    new.write_text(word, encoding="ascii")
    new.replace(file)
    return word


def begun():
    """A generation where the cache knows of none: the first one, or after the server was emptied."""
    store().add(KEY, token_hex(8), timeout=None)
    return store().get(KEY)


def begin():
    """Begins a new generation now. What a silent cache did not take is owed and made up for as soon as it answers."""
    global owed
    owed = True
    if file := settings.SPILNO_GENERATION_FILE:
        written(Path(file))
        owed = False
        return
    word = token_hex(8)
    store().set(KEY, word, timeout=None)
    owed = store().get(KEY) != word


def settle(attempts=3, pause=6):
    """Makes up for what is owed before a short-lived process ends: nobody else knows of it. pause: seconds."""
    for _attempt in range(attempts):
        if not owed:
            return
        time.sleep(pause)
        try:
            begin()
        except Exception:
            log.warning("The cache of pages does not answer.", exc_info=True)


def lifetime():
    """Seconds for which a page, or what a page was made of, may be kept; both together are SPILNO_PAGE_CACHE_SECONDS."""
    return settings.SPILNO_PAGE_CACHE_SECONDS / 2


def begin_on_commit():
    """Begins a new generation when the change is in the database, never for one rolled back.

    A cache that does not answer does not undo the change; what it keeps is then shown for SPILNO_PAGE_CACHE_SECONDS at most.
    """
    transaction.on_commit(begin, robust=True)


def depends_on(name):
    """Says that the page at hand shows what has this name, before that is read: touching the name makes the page worthless."""
    versions = drawn_of.get()
    if versions is not None and name not in versions:
        versions[name] = version(name)


def version(name):
    """Returns the version of what has a name; None where the cache does not answer."""
    key = f"{KEY}-{name}"
    try:
        store().add(key, token_hex(8), VERSIONS_KEPT)
        return store().get(key)
    except Exception:
        log.warning("The cache of pages does not answer.", exc_info=True)
        return None


def are_current(versions):
    """True while nothing of {name: version} has been touched. One look into the cache, none for nothing."""
    if not versions:
        return True
    found = store().get_many([f"{KEY}-{name}" for name in versions])
    return all(found.get(f"{KEY}-{name}") == known for name, known in versions.items())


def touch(name):
    """Makes worthless what depends on the name; where processes share no cache, all that is kept."""
    if settings.SPILNO_GENERATION_FILE:
        begin()
        return
    key, word = f"{KEY}-{name}", token_hex(8)
    try:
        store().set(key, word, VERSIONS_KEPT)
        taken = store().get(key) == word
    except Exception:
        log.warning("The cache of pages does not answer.", exc_info=True)
        taken = False
    if not taken:
        begin()


def touch_on_commit(*names):
    """Touches the names when the change is in the database, never for one rolled back."""
    transaction.on_commit(lambda: [touch(name) for name in names], robust=True)


def in_transaction():
    """True inside of a transaction that code has begun; the one that a test runs in does not count."""
    blocks = connection.atomic_blocks
    return any(not getattr(block, "_from_testcase", False) for block in blocks)


def own_copy(instance):
    """Returns a copy of an instance of a model that is remembered, for a caller who changes its fields or what was read along.

    The same as copy.copy(), which takes the way of a pickle and several times as long.
    """
    kind, state = type(instance), instance._state
    made = kind.__new__(kind)
    made.__dict__.update(instance.__dict__)
    made._state = type(state)()
    made._state.__dict__.update(state.__dict__)
    made._state.fields_cache = dict(state.fields_cache)
    return made


def remembered(key, make):
    """Returns make(), made once a generation in this process and for lifetime() at most.

    For what stands around every page: menus, settings, short lists. Readers must not change what they get. What an open
    transaction sees is not remembered: it may be rolled back.
    """
    generation = at_hand.get()
    if generation is None or in_transaction():
        return make()
    kept = _remembered.get(key)
    if kept and kept[0] == generation and kept[1] > time.monotonic():
        return kept[2]
    value = make()
    if len(_remembered) >= MAX_REMEMBERED:
        _remembered.pop(next(iter(_remembered)), None)
    _remembered[key] = (generation, time.monotonic() + lifetime(), value)
    return value
