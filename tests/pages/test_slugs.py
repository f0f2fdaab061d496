import pytest

from spilno_pages.slugs import MAX_LENGTH, official_slug
from tests import factories


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Згурський", "zghurskyi"),
        ("Знам’янка", "znamianka"),
        ("Короп'є", "koropie"),
        ("Яготин", "yahotyn"),
        ("Їжачок", "yizhachok"),
        ("Громадська ініціатива", "hromadska-initsiatyva"),
        ("Київ", "kyiv"),
        ("м’який щасливий хлюп", "miakyi-shchaslyvyi-khliup"),
        ("Йосипівка", "yosypivka"),
        ("Ґалаґан", "galagan"),
        ("Школа № 9: 2026", "shkola-no-9-2026"),
        ("Rosʼ & Co", "ros-co"),
        ("«…»", ""),
    ],
)
def test_addresses_follow_the_official_romanization(text, slug):
    assert official_slug(text) == slug


def test_a_long_title_is_cut_at_a_word():
    slug = official_slug("набережна " * 40)

    assert len(slug) <= MAX_LENGTH
    assert set(slug.split("-")) == {"naberezhna"}


def test_pages_with_one_title_get_numbers(rosj):
    slugs = [factories.post(rosj, "Звіт за осінь").slug for _ in range(3)]

    assert slugs == ["zvit-za-osin", "zvit-za-osin-2", "zvit-za-osin-3"]


def test_a_title_without_letters_still_gets_an_address(rosj):
    assert factories.post(rosj, "!!!").slug == "page"
