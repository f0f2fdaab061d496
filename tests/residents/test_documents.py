from datetime import date

from django.core.exceptions import ValidationError

import pytest

from spilno_pages.residents import ages
from spilno_pages.residents.documents import born, normalized, person_tag, sample_tax_number

# Check digits by hand, by the rule: 3184710691 is the example of the State Tax Service's own leaflets.
GOOD = "3184710691"


def test_a_tax_number_is_known_by_its_check_digit():
    assert normalized(GOOD) == GOOD
    for wrong in "0234567890":
        with pytest.raises(ValidationError):
            normalized(GOOD[:9] + ("2" if wrong == "1" else wrong))


@pytest.mark.parametrize(
    "same", ["СН 123456", "сн123456", "CH123456", "ch 123 456", "СH№123456", " СН-123456 "]
)
def test_one_passport_in_any_spelling_is_one_person(same):
    assert person_tag(same) == person_tag("СН123456")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "123",
        "318471069",
        "31847106911",
        "АБ12345",
        "АБВ123456",
        "1" * 8,
        "²" * 10,
        "٣١٨٤٧١٠٦٩١",
        "'; DROP",
    ],
)
def test_what_is_no_document_is_refused_with_a_sentence(bad):
    if len(bad) == 9 and bad.isascii():  # nine digits are the number of an ID card
        assert normalized(bad) == bad
        return
    with pytest.raises(ValidationError) as refusal:
        person_tag(bad)

    assert refusal.value.messages[0].endswith(".")


def test_the_tag_hangs_on_the_pepper_and_hides_the_number(settings):
    tag = person_tag(GOOD)

    settings.SPILNO_PEPPER = "another pepper of the same length"

    assert person_tag(GOOD) != tag
    assert GOOD not in tag
    assert len(tag) == 64


def test_a_tax_number_tells_the_day_of_birth():
    day = date(1990, 5, 17)

    assert born(sample_tax_number(day)) == day
    assert born("СН123456") is None


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        (date(2012, 11, 25), None),
        (date(2012, 11, 24), "14-17"),
        (date(2008, 11, 25), "14-17"),
        (date(2008, 11, 24), "18-24"),
        (date(1966, 11, 24), "60+"),
        (date(2008, 2, 29), "18-24"),
    ],
)
def test_an_age_is_kept_as_a_band(birth, band):
    assert ages.band(birth, date(2026, 11, 24)) == band


def test_whoever_was_born_on_29_february_comes_of_age_on_1_march():
    assert ages.birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
