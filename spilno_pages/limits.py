"""How often something may be done: counted in the shared cache, so that the count holds across processes."""

import hashlib
import ipaddress
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

PREFIX = "spilno-limit"
IPV6_NETWORK = 64  # bits: one household has all addresses below


@dataclass(frozen=True)
class Limit:
    """So many times within a period, for each key by itself."""

    name: str
    times: int
    within: timedelta

    def spend(self, key):
        """Counts one more. Returns 0, or the seconds to wait where the limit is reached. One look-up in the cache for the first, else two.

        Atomic: of any number at once no more than `times` get through in one window.
        """
        seconds = int(self.within.total_seconds())
        window, passed = divmod(int(time.time()), seconds)
        digest = hashlib.sha256(str(key).encode()).hexdigest()[:32]
        counted = f"{PREFIX}:{self.name}:{digest}:{window}"
        if cache.add(counted, 1, seconds):
            return 0 if self.times else seconds - passed
        try:
            count = cache.incr(counted)
        except ValueError:  # pushed out of a full cache between the two look-ups
            count = 1
        return 0 if count <= self.times else seconds - passed


def wait_words(seconds):
    """«Спробуйте через 5 хвилин»: what a person reads who is too fast."""
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return ngettext(
            "That was too often. Try again in %(count)s minute.",
            "That was too often. Try again in %(count)s minutes.",
            minutes,
        ) % {"count": minutes}
    hours = max(1, round(minutes / 60))
    return ngettext(
        "That was too often. Try again in %(count)s hour.",
        "That was too often. Try again in %(count)s hours.",
        hours,
    ) % {"count": hours}


def client_address(request):
    """Returns the address that a request came from, as far as it can be trusted: a whole /64 for IPv6.

    X-Forwarded-For is read only behind SPILNO_TRUSTED_PROXIES proxies, and only the entry that the outermost of them wrote.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.SPILNO_TRUSTED_PROXIES
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(told) >= proxies:
        address = told[-proxies]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False).network_address)
    return str(parsed)


def too_often(request, limit, key):
    """Returns the page of 429 where the limit is reached, else None."""
    if not (seconds := limit.spend(key)):
        return None
    answer = render(
        request,
        "spilno_pages/too_often.html",
        {"words": wait_words(seconds), "heading": gettext("Too fast")},
        status=429,
    )
    answer["Retry-After"] = str(seconds)
    return answer
