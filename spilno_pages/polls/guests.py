"""People without an account in surveys that ask for none: a signed cookie tells one browser from another, and nothing else."""

import secrets

from django.core import signing

from ..page_cache import SURVEY_COOKIE
from .ballot_tags import guest, voter_tag
from .models import MinLevel, Participation

AGE = 180 * 24 * 60 * 60  # seconds
SALT = "spilno.polls.guest"


def guest_of(request):
    """Returns (Voter, token to be set as a cookie or None) of a browser."""
    token = known(request)
    if token:
        return guest(token), None
    token = secrets.token_hex(16)
    return guest(token), token


def known(request):
    try:
        return signing.loads(request.COOKIES.get(SURVEY_COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return ""


def took_part(request, poll):
    """Whether this browser has answered a survey without accounts. One query, none without the cookie."""
    token = known(request) if poll.min_level == MinLevel.ANYONE else ""
    tag = voter_tag(poll, guest(token).person) if token else ""
    return bool(tag) and Participation.objects.filter(pk=tag).exists()


def remember(response, token, secure):
    response.set_cookie(
        SURVEY_COOKIE,
        signing.dumps(token, salt=SALT),
        max_age=AGE,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )
    return response
