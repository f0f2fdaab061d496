"""What id.gov.ua returns as `drfocode`: РНОКПП, or a passport that bears the refusal mark; and the tag made of it."""

import hashlib
import hmac
import re
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EPOCH = date(1899, 12, 31)
WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
# Latin letters, lower case too, that stand in passports' series for the Cyrillic ones they look like.
LOOKALIKES = str.maketrans("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ")
TAX_NUMBER = re.compile(r"[0-9]{10}")
OLD_PASSPORT = re.compile(r"[А-ЯҐЄІЇ]{2}[0-9]{6}")
ID_CARD = re.compile(r"[0-9]{9}")


def tax_check_digit(digits):
    """Returns the tenth digit that belongs to the first nine of a РНОКПП (int, 0–9).

    Σ digit × weight, modulo 11, modulo 10. Source: the State Tax Service's rule for the register of natural persons.
    """
    return sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11 % 10


def normalized(number):
    """Returns the number as it is hashed: no spaces, upper case, Cyrillic series. Raises ValidationError."""
    text = re.sub(r"[\s№#-]", "", str(number)).upper().translate(LOOKALIKES)
    if TAX_NUMBER.fullmatch(text):
        if int(text[9]) != tax_check_digit(text[:9]):
            raise ValidationError(
                _("This tax number contains a typo: its last digit does not fit the others."),
                code="document-check-digit",
            )
        return text
    if OLD_PASSPORT.fullmatch(text) or ID_CARD.fullmatch(text):
        return text
    raise ValidationError(
        _(
            "Enter the ten digits of the tax number (РНОКПП). Only where the passport bears the refusal mark: its series and number."
        ),
        code="document-format",
    )


def person_tag(number):
    """Returns the pseudonym of a person (64 hex digits): HMAC-SHA256 of the normalized number under SPILNO_PEPPER.

    The number itself is stored nowhere. Raises ValidationError.
    """
    message = b"drfocode|" + normalized(number).encode()
    return hmac.new(settings.SPILNO_PEPPER.encode(), message, hashlib.sha256).hexdigest()


def born(number):
    """Returns the date of birth that a РНОКПП says (its first five digits count days from 31.12.1899), None for a passport."""
    text = normalized(number)
    if not TAX_NUMBER.fullmatch(text):
        return None
    return EPOCH + timedelta(days=int(text[:5]))


def sample_tax_number(birth_date, serial=1):
    """Returns a РНОКПП of an invented person with a right check digit, for the demo and tests. serial: 0–9999."""
    digits = f"{(birth_date - EPOCH).days:05}{serial:04}"
    return f"{digits}{tax_check_digit(digits)}"
