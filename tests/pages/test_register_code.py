from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import pytest

from spilno_pages.models import OrganizationKind, OrganizationPage
from spilno_pages.register import check_digit, validate_register_code
from tests import factories


@pytest.mark.parametrize(
    "code",
    [
        "00032112",
        "14360570",
        "09807750",
        "21133352",
        "32855961",
        "37193071",
        "00000017",
        "00000035",
    ],
)
def test_codes_of_the_register_pass(code):
    validate_register_code(code)


@pytest.mark.parametrize("code", ["00032113", "14360571", "32855960", "00000018"])
def test_a_wrong_check_digit_is_called_a_typo(code):
    with pytest.raises(ValidationError) as refusal:
        validate_register_code(code)

    assert refusal.value.code == "register-code-check-digit"


@pytest.mark.parametrize("code", ["", "1234567", "123456789", "1436057O", "١٤٣٦٠٥٧٠", "0000 017"])
def test_anything_but_eight_digits_is_refused(code):
    with pytest.raises(ValidationError) as refusal:
        validate_register_code(code)

    assert refusal.value.code == "register-code-length"


def test_every_seven_digits_have_one_check_digit():
    assert all(0 <= check_digit(f"{number:07}") <= 9 for number in range(0, 10**7, 9973))


def test_two_organizations_cannot_share_a_code(rosj):
    factories.organization("Інша", register_code="00000052")

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganizationPage.objects.filter(title="Інша").update(register_code="00000017")


def test_a_group_that_is_no_legal_person_has_no_code(rosj):
    rosj.kind = OrganizationKind.objects.get(slug="initsiatyvna-hrupa")

    with pytest.raises(ValidationError) as refusal:
        rosj.full_clean()

    assert list(refusal.value.message_dict) == ["register_code"]


def test_verification_needs_a_code(yard):
    yard.register_code, yard.verified = "", True

    with pytest.raises(ValidationError) as refusal:
        yard.full_clean()

    assert list(refusal.value.message_dict) == ["register_code"]
