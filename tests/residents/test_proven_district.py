"""The district of a residence is what verification says; what a person says of himself decides nothing."""

import json

import pytest

from spilno_pages.models import District
from spilno_pages.residents import actions
from spilno_pages.residents.models import Provider, Verification
from tests import factories

from .test_profile import save
from .test_rolls import in_force, row, tag
from .test_verification import at_the_desk, claim


@pytest.fixture
def river(db):
    return District.objects.create(name="Заріччя", slug="zarichchia")


@pytest.fixture
def center(db):
    return District.objects.create(name="Середмістя", slug="center")


@pytest.fixture
def clerk(db):
    return factories.clerk()


@pytest.fixture
def oksana(db):
    return factories.resident()


def proven(person):
    person.refresh_from_db()
    return person.proven_district


def test_a_clerk_proves_the_district_and_reads_it(oksana, river, clerk, sign_in):
    desk = sign_in(clerk)

    answer = at_the_desk(desk, oksana, factories.tax_number(), district="zarichchia")

    said = [str(message) for message in desk.get(answer["Location"]).context["messages"]]
    assert (proven(oksana), oksana.district) == (river, None)
    assert Verification.objects.get().proven_district == river
    assert "(Заріччя)" in said[0]


def test_what_people_say_of_themselves_stays(oksana, river, center, clerk, sign_in):
    actions.rename(oksana, district=center)

    at_the_desk(sign_in(clerk), oksana, factories.tax_number(), district="zarichchia")

    assert (proven(oksana), oksana.district) == (river, center)


@pytest.mark.parametrize(
    ("basis", "district"), [("", "zarichchia"), ("registered", "elsewhere"), ("registered", "'")]
)
def test_the_desk_takes_a_district_it_knows_with_a_residence(
    oksana, river, clerk, sign_in, basis, district
):
    answer = at_the_desk(
        sign_in(clerk), oksana, factories.tax_number(), basis=basis, district=district
    )

    assert list(answer.context["form"].errors) == ["district"]
    assert (proven(oksana), oksana.level) == (None, 0)


@pytest.mark.parametrize("again", ["center", ""])
def test_a_renewal_says_the_district_anew(oksana, river, center, clerk, sign_in, again):
    number = factories.tax_number()
    at_the_desk(sign_in(clerk), oksana, number, district="zarichchia")

    at_the_desk(sign_in(clerk), oksana, number, district=again)

    assert proven(oksana) == (center if again else None)
    assert oksana.district is None


def test_id_gov_ua_alone_neither_gives_nor_takes_a_district(oksana, river, clerk, sign_in):
    number = factories.tax_number()
    by_icei = claim(number, basis="", method=Provider.ICEI)
    actions.grant(oksana, by_icei)
    assert proven(oksana) is None
    at_the_desk(sign_in(clerk), oksana, number, district="zarichchia")

    actions.grant(oksana, by_icei)

    assert proven(oksana) == river


@pytest.mark.parametrize(("word", "known"), [("center", True), ("", False), ("elsewhere", False)])
def test_a_roll_proves_the_district_that_it_names(center, clerk, word, known):
    waiting = factories.resident(2, tag=tag(1))

    in_force(clerk, factories.clerk(), row(1, district=word))

    assert proven(waiting) == (center if known else None)
    assert (waiting.level, waiting.verifications.get().proven_district) == (3, proven(waiting))


def test_who_stands_on_the_roll_gets_its_district_by_id_gov_ua(center, clerk, oksana):
    by_icei = claim(basis="", method=Provider.ICEI)
    in_force(clerk, factories.clerk(), f"{by_icei.person_tag},registered,center")

    actions.grant(oksana, by_icei)

    assert proven(oksana) == center


def test_an_annulment_takes_the_district_with_it(oksana, river, clerk, sign_in):
    at_the_desk(sign_in(clerk), oksana, factories.tax_number(), district="zarichchia")
    assert proven(oksana) == river

    actions.revoke(oksana, by=clerk, reason="Не та людина.")

    assert (proven(oksana), oksana.level) == (None, 0)


def test_an_account_that_lost_the_person_loses_the_district(oksana, river, clerk, sign_in):
    number = factories.tax_number()
    at_the_desk(sign_in(clerk), oksana, number, district="zarichchia")
    second = factories.resident()

    at_the_desk(sign_in(clerk), second, number, district="zarichchia", take_over="on")

    assert (proven(oksana), proven(second)) == (None, river)


def test_the_profile_changes_what_is_said_and_not_what_is_proven(river, center, sign_in):
    person = factories.resident(3, proven_district=river)

    save(sign_in(person.user), district=str(center.pk), proven_district=str(center.pk))

    assert (proven(person), person.district) == (river, center)


def test_the_person_alone_reads_the_proven_district(river, center, client, sign_in):
    person = factories.resident(3, proven_district=river, district=center, is_public=True)
    own = sign_in(person.user)

    assert "Заріччя" in own.get("/cabinet/verification/").content.decode()
    assert "Заріччя" not in client.get(f"/people/{person.key}/").content.decode()
    export = json.loads(own.post("/cabinet/data/export/").content)
    assert export["resident"]["proven_district"] == f"district:{river.pk} Заріччя"
