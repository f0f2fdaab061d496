"""ЄДРПОУ, the code of a legal person in the state register, and its check digit."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def check_digit(digits):
    """Returns the eighth digit that belongs to the first seven of a code (int, 0–9).

    Weights are 1…7, or 7, 1…6 for codes between 30 and 60 million; both grow by two where the
    sum modulo 11 gives 10. Source: the state statistics service's rule for ЄДРПОУ.
    """
    middle = 3_000_000 <= int(digits) < 6_000_000
    weights = (7, 1, 2, 3, 4, 5, 6) if middle else (1, 2, 3, 4, 5, 6, 7)
    for growth in (0, 2):
        rest = (
            sum(
                int(digit) * (weight + growth)
                for digit, weight in zip(digits, weights, strict=True)
            )
            % 11
        )
        if rest < 10:
            return rest
    return 0


def validate_register_code(code):
    if not re.fullmatch(r"[0-9]{8}", code):
        raise ValidationError(
            _(
                "The register code (EDRPOU) has exactly eight digits. Check it against the extract from the register."
            ),
            code="register-code-length",
        )
    if int(code[7]) != check_digit(code[:7]):
        raise ValidationError(
            _(
                "This register code (EDRPOU) contains a typo: its last digit does not fit the others."
            ),
            code="register-code-check-digit",
        )
