"""A shared cache that may die: pages are then made without it instead of failing."""

import logging
import time

from django.core.cache.backends.redis import RedisCache

from redis.exceptions import RedisError

PAUSE = 5  # seconds in which a server that did not answer is not asked again by this process
log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Valkey or Redis; without an answer every look-up misses and every write is lost. /readyz tells."""

    asked_again_at = 0.0

    def attempt(self, name, otherwise, *args, **kwargs):
        if time.monotonic() < type(self).asked_again_at:
            return otherwise
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError:
            type(self).asked_again_at = time.monotonic() + PAUSE
            log.warning("The cache server does not answer; next try in %s s.", PAUSE)
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
