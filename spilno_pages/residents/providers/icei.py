"""id.gov.ua, the Integrated System of Electronic Identification: who a person is, never where they live.

Its protocol is OAuth 2.0 with names of its own: GET /?response_type=code…, /get-access-token, /get-user-info; errors may come with
status 200. Source: the system's description for connecting information systems.
"""

import json
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import gettext_lazy as _

import requests
import urllib3

from ..documents import born, person_tag
from ..models import Provider
from .base import IdentityClaim, IdentityError

FIELDS = "drfocode,edrpoucode,lastname,givenname,middlename"
MAX_ANSWER = 64 * 1024  # bytes
DOWN = _(
    "id.gov.ua does not answer as it should. Nothing was changed; try again in a few minutes, or come to the desk."
)
STALE = _("This sign-in at id.gov.ua belongs to another visit or was used already. Start again.")
CANCELLED = _("You have left id.gov.ua without confirming. Start again when you are ready.")
SEAL = _("This is the seal of an institution. Use the electronic signature of a person.")
NO_NUMBER = _(
    "The signature says no tax number, so it cannot tell one person from another. Use another signature, or come to the desk."
)


def is_available():
    return bool(settings.SPILNO_ICEI.get("url"))


def start(redirect_uri):
    """Returns (address to send the person to, state to keep in the session)."""
    state = get_random_string(40)
    query = {
        "response_type": "code",
        "client_id": settings.SPILNO_ICEI["client_id"],
        "auth_type": "dig_sign,bank_id,mobile_id",
        "state": state,
        "redirect_uri": redirect_uri,
    }
    return f"{settings.SPILNO_ICEI['url'].rstrip('/')}/?{urlencode(query)}", state


def finish(answer, state):
    """Returns the IdentityClaim of a return from id.gov.ua. answer: its query. Raises IdentityError."""
    if not state or not constant_time_compare(str(answer.get("state", "")), state):
        raise IdentityError(STALE)
    if not answer.get("code"):
        raise IdentityError(CANCELLED)
    token = ask(
        "get-access-token",
        grant_type="authorization_code",
        client_id=settings.SPILNO_ICEI["client_id"],
        client_secret=settings.SPILNO_ICEI["client_secret"],
        code=answer["code"],
    )
    if not token.get("access_token") or not token.get("user_id"):
        raise IdentityError(DOWN)
    person = ask(
        "get-user-info",
        access_token=token["access_token"],
        user_id=token["user_id"],
        fields=FIELDS,
        cert=settings.SPILNO_ICEI.get("cert", ""),
    )
    return claim(decrypted(person))


def ask(path, **query):
    """Returns the JSON object of an answer. Raises IdentityError for anything else; never follows a redirect."""
    address = f"{settings.SPILNO_ICEI['url'].rstrip('/')}/{path}"
    timeout = settings.SPILNO_ICEI.get("timeout", 10)
    try:
        with requests.get(
            address, params=query, timeout=(timeout, timeout), allow_redirects=False, stream=True
        ) as response:
            body = response.raw.read(MAX_ANSWER + 1, decode_content=True)
            status = response.status_code
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
        # `from None`: the address in the exception holds secrets that belong in no log.
        raise IdentityError(DOWN) from None
    if status != 200 or len(body) > MAX_ANSWER:
        raise IdentityError(DOWN)
    return told(body)


def told(body):
    try:
        data = json.loads(body)
    except ValueError:
        raise IdentityError(DOWN) from None
    if not isinstance(data, dict):
        raise IdentityError(DOWN)
    if data.get("error"):
        raise IdentityError(STALE if "grant" in str(data["error"]) else DOWN)
    return data


def decrypted(person):
    """Opens what is encrypted for the council's certificate by SPILNO_ICEI["decryptor"], a "module:function"."""
    if "encryptedUserInfo" not in person:
        return person
    name = settings.SPILNO_ICEI.get("decryptor")
    if not name:
        raise IdentityError(DOWN)
    module, _colon, function = name.partition(":")
    try:
        opened = getattr(import_module(module), function)(person["encryptedUserInfo"])
        return opened if isinstance(opened, dict) else told(opened)
    except IdentityError:
        raise
    except Exception:  # noqa: BLE001 - somebody else's code: whatever it raises, the person is told the same
        raise IdentityError(DOWN) from None


def claim(person):
    """Returns the IdentityClaim of what the system says about a person. Raises IdentityError."""
    number = str(person.get("drfocode") or "").strip()
    family = str(person.get("lastname") or "").strip()
    if person.get("edrpoucode") and not family:
        raise IdentityError(SEAL, is_refusal=True)
    if not number:
        raise IdentityError(NO_NUMBER, is_refusal=True)
    try:
        tag = person_tag(number)
    except ValidationError:
        raise IdentityError(NO_NUMBER, is_refusal=True) from None
    given = str(person.get("givenname") or "").split()
    name = f"{given[0].capitalize()} {family[:1].upper()}." if given and family else ""
    return IdentityClaim(tag, Provider.ICEI, born=born(number), name=name)
