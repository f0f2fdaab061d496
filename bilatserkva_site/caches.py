"""A shared cache that may die: pages are then made without it instead of failing, and limits are counted by each process."""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from redis.exceptions import RedisError

PAUSE = 5  # seconds in which a server that did not answer is not asked again by this process
# Keys of counters that hold back guessing: without the server each process counts for itself.
COUNTERS = ("allauth:rl:", "spilno-limit:")
log = logging.getLogger(__name__)


class KeptClient(RedisCacheClient):
    """One client for each server: the library builds hundreds of entries for each new one, Django makes one for each command."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.clients = {}

    def get_client(self, key=None, *, write=False):
        index = self._get_connection_pool_index(write)
        if index not in self.clients:
            self.clients[index] = super().get_client(key, write=write)
        return self.clients[index]


class ForgivingRedisCache(RedisCache):
    """Valkey or Redis; without an answer every look-up misses and every write is lost. /readyz tells.

    Counters of attempts live on in this process meanwhile: a dead server opens no door to guessing and shuts none.
    """

    asked_again_at = 0.0

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = KeptClient
        self.own_memory = LocMemCache("counters of a silent server", {})

    def attempt(self, name, otherwise, *args, **kwargs):
        if time.monotonic() < type(self).asked_again_at:
            return self.without(name, otherwise, *args, **kwargs)
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError:
            type(self).asked_again_at = time.monotonic() + PAUSE
            log.warning("The cache server does not answer; next try in %s s.", PAUSE)
            return self.without(name, otherwise, *args, **kwargs)

    def without(self, name, otherwise, *args, **kwargs):
        if args and isinstance(args[0], str) and args[0].startswith(COUNTERS):
            return getattr(self.own_memory, name)(*args, **kwargs)
        return otherwise

    def get(self, key, default=None, version=None):
        return self.attempt("get", default, key, default, version)

    def get_many(self, keys, version=None):
        return self.attempt("get_many", {}, keys, version)

    def add(self, *args, **kwargs):
        return self.attempt("add", False, *args, **kwargs)

    def set(self, *args, **kwargs):
        return self.attempt("set", None, *args, **kwargs)

    def set_many(self, data, *args, **kwargs):
        return self.attempt("set_many", list(data), data, *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self.attempt("incr", 1, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self.attempt("touch", False, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self.attempt("delete", False, *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self.attempt("delete_many", None, *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self.attempt("has_key", False, *args, **kwargs)

    def clear(self):
        return self.attempt("clear", False)
