"""A person in a poll: two pseudonyms that nobody can bring together without a secret, and the voter they are made of."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from django.conf import settings

from ..residents.models import Resident
from .models import MinLevel, Poll

SALT = 16  # bytes
GROUP = 4  # letters of a code between hyphens


@dataclass(frozen=True)
class Voter:
    """Who casts: what stands for the person, and what of them the turnout is broken down by."""

    person: str
    account: str = ""  # key of the Resident, empty for a browser
    name: str = ""
    district_id: int | None = None
    age_band: str = ""


def person_in(resident: Resident, poll: Poll) -> str:
    """Returns what stands for the person in this poll: the proven one where the poll asks for proof, else the account."""
    if poll.min_level >= MinLevel.IDENTITY:
        return resident.person_tag or ""
    return f"account|{resident.key}"


def voter_of(resident: Resident, poll: Poll) -> Voter:
    return Voter(
        person_in(resident, poll),
        str(resident.key),
        resident.display_name if poll.is_named else "",
        resident.proven_district_id,
        resident.age_band,
    )


def guest(token: str) -> Voter:
    """The voter of a survey without accounts, as far as a browser's cookie tells."""
    return Voter(f"cookie|{token}")


def voter_tag(poll, person):
    """Returns the primary key of a Participation, 64 hex digits."""
    message = f"poll|{poll.key}|{person}".encode()
    return hmac.new(settings.SPILNO_PEPPER.encode(), message, hashlib.sha256).hexdigest()


def account_tag(poll, account):
    """Returns what stands for an account in a Bar, 64 hex digits. account: key of the Resident."""
    return voter_tag(poll, f"account|{account}")


def ballot_tag(key, person):
    """Returns what keeps a person to one ballot, 64 hex digits. key: of the poll."""
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()


def new_salt():
    return secrets.token_bytes(SALT)


def code_of(salt):
    """Returns the code of a receipt: the salt in base32, in groups of four."""
    letters = base64.b32encode(bytes(salt)).decode().rstrip("=")
    return "-".join(letters[place : place + GROUP] for place in range(0, len(letters), GROUP))


def salt_of(code):
    """Returns the 16 bytes of a code as a person types it, None for what is no code."""
    letters = re.sub(r"[\s\-–—]", "", code).upper()
    # What people read a letter of base32 for; the digits 0, 1 and 8 are not in it.
    letters = letters.translate(str.maketrans("018", "OIB"))
    if not re.fullmatch(r"[A-Z2-7]{26}", letters):
        return None
    return base64.b32decode(f"{letters}======")
