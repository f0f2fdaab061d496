"""What stands alone between a vote and harm: each of these is missed by no other test."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

import pytest

from script.drills import guards
from spilno_pages.models import District
from spilno_pages.polls import actions, bulk, published, recount, rules, triggers
from spilno_pages.polls.actions import casting
from spilno_pages.polls.ballot_tags import code_of
from spilno_pages.polls.limits import CODES
from spilno_pages.polls.models import Amendment, Ballot, Kind, Participation, Poll

from ..factories import poll, resident, vote

pytestmark = pytest.mark.django_db


def closed(asked):
    bulk.close_soon(asked)
    actions.seal_due()
    return Poll.objects.select_related("page").get(pk=asked.pk)


# — terms —


def test_a_term_is_extended_only_while_the_poll_is_open():
    soon = poll(opens_at=timezone.now() + timedelta(days=1))

    with pytest.raises(PermissionDenied):
        actions.extend(
            soon, soon.closes_at + timedelta(days=1), "Голосування почалося пізніше.", by=None
        )

    assert not Amendment.objects.exists()


def test_a_term_does_not_end_in_another_century():
    asked = poll()

    with pytest.raises(PermissionDenied, match="\\S"):
        actions.extend(asked, timezone.now() + timedelta(days=3000), "Хай триває довго.", by=None)


def test_raw_sql_does_not_cancel_a_poll_that_waits_for_the_count():
    asked = poll()
    vote(asked)
    bulk.close_soon(asked)

    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=asked.pk).update(cancelled_at=timezone.now())


def test_a_count_that_has_stopped_may_be_cancelled():
    asked = poll()
    vote(asked)
    vote(asked)
    bulk.close_soon(asked)
    Poll.objects.filter(pk=asked.pk).update(trouble="Бюлетенів: 2, учасників: 1.")

    actions.cancel(asked, "Питаємо наново: підрахунок не зійшовся.", by=None)

    assert not Ballot.objects.exists()


# — made-up and spoilt ballots —


def test_nobody_makes_votes_up_in_production(settings):
    settings.SPILNO_PRODUCTION = True
    asked = poll()

    for act in (lambda: bulk.stuff(asked, 1), lambda: bulk.close_soon(asked)):
        with pytest.raises(ImproperlyConfigured):
            act()


def test_a_ballot_that_no_form_casts_stops_the_count():
    asked = poll(allow_change=False)
    vote(asked, code="1.1")
    vote(asked, code="1.2")
    triggers.lift(only="spilno_polls_ballot_update")
    Ballot.objects.filter(pk=Ballot.objects.first().pk).update(choices={"1.1": 1, "1.3": 1})

    found = closed(asked)

    assert found.sealed_at is None
    assert found.trouble


@pytest.mark.parametrize(
    "values",
    [
        *({"choices": choices} for choices in ({"2.1": 1}, {"1.1": 2}, {"1.1": [1]}, ["1.1"], "1")),
        {"salt": b"0" * 16},
    ],
    ids=str,
)
def test_a_ballot_that_is_none_of_this_paper_stops_the_count(values):
    """Only somebody who took the guards down can have written it: it is told, not passed over."""
    asked = poll()
    vote(asked), vote(asked)
    triggers.lift(only="spilno_polls_ballot_update")
    Ballot.objects.update(**values)

    found = closed(asked)

    assert found.sealed_at is None
    assert found.trouble
    assert Ballot.objects.count() == 2


def test_a_row_that_is_no_ballot_at_all_stops_the_count():
    """Python reads no number of so many digits; both databases do."""
    asked = poll()
    vote(asked)
    triggers.lift(only="spilno_polls_ballot_update")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {triggers.table('ballot')} SET choices = %s",  # noqa: S608 - our own name
            ['{"1.1":1' + "0" * 5000 + "}"],
        )

    found = closed(asked)

    assert found.sealed_at is None
    assert found.trouble


# — the person's own —


def test_a_withdrawal_needs_a_token():
    asked = poll()
    _receipt, person = vote(asked)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person.user)

    assert client.post(f"/polls/{asked.pk}/withdraw/").status_code == 403
    assert Participation.objects.count() == 1


def test_an_unchangeable_vote_is_kept_with_a_sentence():
    asked = poll(allow_change=False)

    verdict = rules.may_withdraw(asked)

    assert not verdict
    assert verdict.code == "final"


def test_codes_are_not_guessed_without_end(client):
    asked = poll()
    receipt, _person = vote(asked)
    asked = closed(asked)
    address = f"/polls/{asked.pk}/find/"

    answers = {
        client.post(address, {"code": code_of(b"0" * 16)}).status_code
        for _each in range(2 * CODES.times + 1)
    }

    assert answers == {200, 429}


def test_a_vote_that_is_withdrawn_over_and_over_ends_in_words(monkeypatch):
    """Another window withdraws each time between the two statements: nobody waits for ever."""
    monkeypatch.setattr(casting, "at_once", lambda *_args: False)
    monkeypatch.setattr(casting, "inserted", lambda *_args: False)

    with pytest.raises(PermissionDenied, match="водночас"):
        vote(poll())

    assert not Ballot.objects.exists()


# — a page that is taken down —


def test_what_was_cast_outlives_the_page(sign_in):
    asked = poll()
    _receipt, person = vote(asked)
    asked.page.unpublish()
    client = sign_in(person.user)

    mine = client.get(f"/polls/{asked.pk}/mine/")
    cast = client.post(f"/polls/{asked.pk}/cast/", {"q1": "1.1", "paper": asked.content_hash})
    withdrawn = client.post(f"/polls/{asked.pk}/withdraw/")

    assert gettext("Your vote is counted") in mine.content.decode()
    assert f"/polls/{asked.pk}/withdraw/" in mine.content.decode()
    assert cast.status_code == 404
    assert gettext("Your vote was not taken") in cast.content.decode()
    assert withdrawn.status_code == 302
    assert not Participation.objects.exists()


def test_who_did_not_vote_is_not_sent_to_a_page_that_is_taken_down(sign_in):
    asked = poll()
    client = sign_in(resident(level=3).user)
    asked.page.unpublish()

    words = client.get(f"/polls/{asked.pk}/mine/").content.decode()

    assert gettext("No vote of yours is recorded") in words
    assert "знято з сайту" in words
    assert "проголосуйте" not in words


@pytest.mark.parametrize("shift", [timedelta(days=3), timedelta(days=-3)])
def test_a_survey_is_not_called_a_vote_when_it_refuses(shift):
    asked = poll(kind=Kind.SURVEY)
    asked.opens_at += shift
    asked.closes_at = asked.opens_at + timedelta(days=1)

    refused = [rules.may_come(asked), rules.may_withdraw(asked)]
    asked.cancelled_at = timezone.now()
    refused += [rules.may_come(asked), rules.may_see_results(asked, has_voted=False)]

    for verdict in refused:
        assert not verdict
        assert "голос" not in verdict.reason.lower()
        assert "опитування" in verdict.reason.lower()


def test_the_published_list_outlives_the_page(client):
    asked = poll()
    receipt, _person = vote(asked)
    asked = closed(asked)
    asked.page.unpublish()

    for name in ("results.json", "results.csv", "find/"):
        assert client.get(f"/polls/{asked.pk}/{name}").status_code == 200
    found = client.post(f"/polls/{asked.pk}/find/", {"code": code_of(receipt.salt)})
    assert gettext("This vote is in the list and in the result.") in found.content.decode()


def test_a_district_that_is_asked_is_not_deleted(sign_in):
    desk = sign_in(get_user_model().objects.create_superuser("boss@example.org", "password"))
    center = District.objects.create(name="Центр", slug="center")
    poll(audience=center)
    address = reverse(District.snippet_viewset.get_url_name("delete"), args=[center.pk])

    for method in (desk.get, desk.post):
        assert method(address).status_code == 302

    assert District.objects.filter(pk=center.pk).exists()


def test_everything_a_person_took_part_in_is_listed():
    person = resident(level=3)
    asked = [poll(title=f"Питання {number}") for number in range(3)]
    for one in asked:
        vote(one, person)

    found = [one.pk for one, _row in rules.participations_of(person)]

    assert found == [one.pk for one in reversed(asked)]


# — a database that is away —


def test_a_database_that_is_away_is_no_fault_of_the_site(client, monkeypatch):
    asked = poll()
    client.raise_request_exception = False

    def away(*args, **kwargs):
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr("spilno_pages.polls.views.voting.ballot_or_404", away)
    answer = client.post(f"/polls/{asked.pk}/review/")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert gettext("The site is not available for the moment") in answer.content.decode()


def test_a_fault_of_ours_stays_a_fault(client, monkeypatch):
    asked = poll()
    client.raise_request_exception = False
    monkeypatch.setattr("spilno_pages.polls.views.voting.ballot_or_404", lambda pk: 1 / 0)

    assert client.post(f"/polls/{asked.pk}/review/").status_code == 500


# — the recount, line by line —


def changed_paper(data):
    data["paper"]["title"] += "!"


def changed_leaf(data):
    data["ballots"][0]["leaf"] = "0" * 64


def changed_rules(data):
    data["ballots"][0]["choices"] = {}


def changed_counts(data):
    code = next(iter(data["counts"]))
    data["counts"][code] += 1


def changed_number(data):
    data["participation"] += 1


def changed_root(data):
    data["merkle_root"] = "0" * 64


def changed_checkpoint(data):
    data["checkpoint"]["prev_hash"] = "0" * 64


def changed_signature(data):
    data["signature"] = "0" * 128


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (changed_paper, recount.check_paper),
        (changed_leaf, recount.check_leaves),
        (changed_rules, recount.check_rules),
        (changed_counts, recount.check_counts),
        (changed_number, recount.check_numbers),
        (changed_root, recount.check_root),
        (changed_checkpoint, recount.check_checkpoint),
        (changed_signature, recount.check_signature),
    ],
)
def test_each_check_finds_its_own(change, check, capsys):
    asked = poll()
    for code in ("1.1", "1.2", "1.2"):
        vote(asked, code=code)
    data = published.loaded(closed(asked))
    words = next(words for words, known in recount.CHECKS if known is check)
    assert recount.recount(data)
    assert f"ТАК  {words}" in capsys.readouterr().out

    change(data)

    assert not recount.recount(data)
    assert f"НІ!  {words}" in capsys.readouterr().out


# — the drill that takes guards away —


def source_of(module):
    return Path(find_spec(f"{guards.POLLS}.{module}").origin).read_text()


@pytest.mark.parametrize("name", [*guards.LINES, *guards.ANSWERS])
def test_the_drill_takes_away_what_is_there(name):
    """It quotes code: whoever changes that code changes the drill, too."""
    if name in guards.LINES:
        module, old, new, _first = guards.LINES[name]
        assert old in source_of(module)
        assert old != new
    else:
        module, function, _answer, _first = guards.ANSWERS[name]
        assert f"def {function}(" in source_of(module)
