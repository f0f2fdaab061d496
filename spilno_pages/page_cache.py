"""Whole pages for people without an account: the first middleware, no query on a hit.

An answer is kept only if it is the same for everyone: no session, no cookie, no token, no varying but by language,
which stands in the address. It is kept compressed, with an ETag, and is worth nothing in the next generation.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import cc_delim_re, patch_vary_headers
from django.utils.http import parse_etags

from . import generations

MAX_QUERY = 300
MAX_BODY = 1024 * 1024
# What advertisers and messengers add to a link; no page depends on it, so it is taken off before anyone reads it.
TRACKING = re.compile(r"(?:^|&)(?:utm_[a-z]+|fbclid|gclid|yclid|mc_[ce]id|igshid)=[^&]*")
# Filters and pages of lists; an address with anything else is answered afresh.
PARAMETERS = {
    "district",
    "kind",
    "order",
    "page",
    "since",
    "stage",
    "topic",
    "until",
    "when",
}
# "gzip" among the encodings a client takes, unless it says "gzip;q=0".
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
# A query without empty and odd parts, which would keep the same page once more.
PLAIN = re.compile(r"(?:[a-z]+=[^&]*(?:&[a-z]+=[^&]*)*)?")
SAME_FOR_EVERYONE = {"accept-encoding", "accept-language", "cookie"}
# Who has one of these reads pages of their own: a message, what was answered in a survey without an account.
SURVEY_COOKIE = "spilno_survey"
OF_A_PERSON = frozenset({"messages", SURVEY_COOKIE})
KEPT_HEADERS_NOT = {"content-length", "vary", "etag", "cache-control"}


@dataclass(frozen=True)
class Kept:
    """An answer as it is kept: body compressed by gzip, headers without those that each answer makes anew.

    depends: {name: version} of what it was drawn of besides the generation.
    """

    generation: str
    etag: str
    headers: tuple
    body: bytes
    depends: dict


class PageCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        take_tracking_off(request)
        if not settings.SPILNO_PAGE_CACHE_SECONDS or is_file(request):
            return not_shared(self.get_response(request))
        if not is_anonymous_reading(request):
            return not_shared(self.drawn(request, generations.current()))
        key = key_of(request)
        generation, kept = generations.with_current(key)
        if kept and is_fresh(kept, generation):
            return answer(kept, request)
        depends = {}
        response = self.drawn(request, generation, depends)
        if not generation or request.method != "GET" or not is_for_everyone(request, response):
            return not_shared(response)
        seconds = seconds_of(request)
        if None in depends.values() or seconds <= 0:
            return not_shared(response)
        return answer(keep(key, generation, response, depends, seconds), request)

    def drawn(self, request, generation, depends=None):
        token = generations.at_hand.set(generation)
        of = generations.drawn_of.set(depends)
        try:
            return self.get_response(request)
        finally:
            generations.drawn_of.reset(of)
            generations.at_hand.reset(token)


def is_fresh(kept, generation):
    """True while nothing has changed that the answer shows."""
    try:
        return kept.generation == generation and generations.are_current(kept.depends)
    except Exception:  # noqa: BLE001 - drawn anew
        generations.log.warning("The cache of pages does not answer.", exc_info=True)
        return False


def is_file(request):
    return request.path.startswith((settings.STATIC_URL, settings.MEDIA_URL))


def take_tracking_off(request):
    query = request.META.get("QUERY_STRING", "")
    if "=" in query and (cleaned := TRACKING.sub("", query).lstrip("&")) != query:
        request.META["QUERY_STRING"] = cleaned


def is_anonymous_reading(request):
    """True for a GET or HEAD of nobody in particular, of an address that lists and pages have."""
    if request.method not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in request.META:
        return False
    if (
        not OF_A_PERSON.isdisjoint(request.COOKIES)
        or settings.SESSION_COOKIE_NAME in request.COOKIES
    ):
        return False
    try:
        if not is_own_host(request):
            return False
    except DisallowedHost:
        return False
    return is_known(request.META.get("QUERY_STRING", ""))


def is_own_host(request):
    """True for a host as links write it: a port that is not the site's would only keep the same page once more."""
    host = request.get_host()
    if ":" in host.rpartition("]")[2] and host != urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc:
        return False
    return host == host.lower() and not host.endswith(".")


def is_known(query):
    names = {name for name, _value in parse_qsl(query, keep_blank_values=True)}
    return len(query) <= MAX_QUERY and names <= PARAMETERS and bool(PLAIN.fullmatch(query))


def key_of(request):
    """Names everything that an answer depends on: the build of styles and scripts, scheme, host, path and filters."""
    build = getattr(staticfiles_storage, "manifest_hash", "")
    named = [build, request.scheme, request.get_host(), request.path]
    named.append(request.META.get("QUERY_STRING", ""))
    return f"page-{hashlib.sha256(repr(named).encode()).hexdigest()}"


def is_for_everyone(request, response):
    """True if the answer may be shown to anyone else who asks for the address."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if response.has_header("Cache-Control") or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return False
    if request.META.get("QUERY_STRING") and not getattr(request, "spilno_query_is_known", False):
        return False
    if getattr(request, "is_preview", False) or getattr(request, "user", None) is None:
        return False
    varies = {name.lower() for name in cc_delim_re.split(response.get("Vary", "")) if name}
    return (
        not request.user.is_authenticated
        and varies <= SAME_FOR_EVERYONE
        and len(response.content) <= MAX_BODY
    )


def keep_until(request, moment):
    """Says that the page at hand is right until a moment alone (aware datetime), by the clock and not by a change."""
    request.spilno_kept_until = min(moment, getattr(request, "spilno_kept_until", moment))


def seconds_of(request):
    """Returns for how long the answer to a request may be kept; 0 or less for not at all."""
    until = getattr(request, "spilno_kept_until", None)
    longest = generations.lifetime()
    return longest if until is None else min(longest, (until - timezone.now()).total_seconds())


def keep(key, generation, response, depends, seconds):
    headers = tuple(
        (name, value) for name, value in response.items() if name.lower() not in KEPT_HEADERS_NOT
    )
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    body = gzip.compress(response.content, compresslevel=6, mtime=0)
    kept = Kept(generation, etag, headers, body, depends)
    try:
        generations.store().set(key, kept, seconds)
    except Exception:  # noqa: BLE001 - the page is there, only the next visitor waits for it again
        generations.log.warning("A page could not be kept.", exc_info=True)
    return kept


def answer(kept, request):
    """Returns the kept answer for a request: 304 for whom has it, compressed for whom can read that."""
    asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if kept.etag in asked or "*" in asked or kept.etag.removeprefix("W/") in asked:
        return fresh_headers(HttpResponseNotModified(), kept)
    compressed = bool(GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    body = kept.body if compressed else gzip.decompress(kept.body)
    response = HttpResponse(body)
    del response["Content-Type"]
    for name, value in kept.headers:
        response[name] = value
    response["Content-Length"] = str(len(body))
    if compressed:
        response["Content-Encoding"] = "gzip"
    if request.method == "HEAD":
        response.content = b""
    return fresh_headers(response, kept)


def fresh_headers(response, kept):
    response["ETag"] = kept.etag
    response["Vary"] = "Accept-Encoding, Cookie"
    response["Cache-Control"] = "private, no-cache"
    return response


def not_shared(response):
    """Pages made for one person are asked for anew each time and kept by nobody on the way."""
    if not response.has_header("Cache-Control") and response.get("Content-Type", "").startswith(
        "text/html"
    ):
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
    return response
