"""Who stands behind an account changes: no second vote, no lost one, no stranger's name."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext

from wagtail.models import Locale

import pytest

from spilno_pages.cabinet.actions import erase
from spilno_pages.founding import fresh
from spilno_pages.polls import actions, bulk
from spilno_pages.polls.ballot_tags import voter_of
from spilno_pages.polls.models import Ballot, Bar, Participation, Poll
from spilno_pages.polls.rules import participations_of, took_part
from spilno_pages.residents.actions import grant, revoke
from spilno_pages.residents.models import Basis, Level
from spilno_pages.residents.providers.base import IdentityClaim

from .. import factories
from ..factories import poll, poll_page, vote

pytestmark = pytest.mark.django_db
SECOND = "b" * 64


def proven(person, tag, clerk=None, **fields):
    claim = IdentityClaim(tag, "desk", level=Level.RESIDENT, basis=Basis.REGISTERED)
    grant(person, claim, clerk=clerk, **fields)
    return fresh_one(person)


def fresh_one(person):
    return type(person).objects.get(pk=person.pk)


def annulled(person):
    revoke(person, by=factories.clerk(), reason="Номер належить іншій людині.")
    return fresh_one(person)


def send(client, asked, step):
    data = {"q1": "1.1", "paper": asked.content_hash}
    return client.post(f"/polls/{asked.pk}/{step}/", data)


@pytest.mark.parametrize("allow_change", [True, False])
def test_another_number_gives_the_account_no_second_vote(allow_change):
    asked = poll(allow_change=allow_change)
    _receipt, person = vote(asked)

    person = proven(annulled(person), SECOND)

    with pytest.raises(actions.BarredError):
        vote(asked, person)
    assert Participation.objects.count() == Ballot.objects.count() == 1


def test_the_page_says_why_nothing_more_is_taken(sign_in):
    asked = poll()
    _receipt, person = vote(asked)
    person = proven(annulled(person), SECOND)
    client = sign_in(person.user)

    for step in ("review", "cast"):
        answer = send(client, asked, step)
        assert answer.status_code == 403
        assert gettext("Your vote was not taken") in answer.content.decode()


def test_a_vote_that_was_withdrawn_bars_nobody():
    asked = poll()
    _receipt, person = vote(asked)
    actions.withdraw(asked, voter_of(person, asked))

    _receipt, person = vote(asked, proven(annulled(person), SECOND))

    assert took_part(person, asked)


def test_the_same_number_again_is_the_same_voter():
    asked = poll()
    _receipt, person = vote(asked)
    tag = person.person_tag

    receipt, person = vote(asked, proven(annulled(person), tag), code="1.2")

    assert not receipt.is_new
    assert Ballot.objects.count() == 1
    assert not Bar.objects.exists()


def test_two_people_who_shared_an_account_vote_each():
    """The first is proven on an account of her own, so the vote is hers, and the other's may come beside it."""
    asked = poll()
    _receipt, person = vote(asked)
    first = person.person_tag
    person = proven(annulled(person), SECOND)
    proven(factories.resident(), first)

    vote(asked, person)

    assert Participation.objects.count() == 2


def test_the_name_of_a_person_who_is_not_proven_any_more_leaves_the_ballot():
    asked = poll(kind="named", min_level=2, allow_change=False)
    _receipt, person = vote(asked)
    assert Ballot.objects.get().name

    annulled(person)

    assert Ballot.objects.get().name == ""


def test_what_a_lost_person_cast_goes_with_the_account():
    asked = poll()
    _receipt, person = vote(asked)
    vote(asked)

    erase(annulled(person).user)

    assert Participation.objects.filter(is_orphan=True).count() == 1
    assert not Bar.objects.exists()


def test_bars_end_with_the_poll():
    counted, called_off = poll(), poll(title="Інше питання")
    for asked in (counted, called_off):
        _receipt, person = vote(asked)
        annulled(person)
    assert Bar.objects.filter(poll=counted).exists()

    bulk.close_soon(counted)
    actions.seal_due()
    actions.cancel(called_off, "Питання поставили неточно.", by=None)

    assert not Bar.objects.exists()


def test_who_comes_back_to_an_unchangeable_poll_keeps_the_participation():
    asked = poll(allow_change=False)
    _receipt, person = vote(asked)
    tag = person.person_tag
    erase(person.user)
    again = proven(factories.resident(), tag)

    bulk.close_soon(asked)
    actions.seal_due()

    assert [found for found, _row in participations_of(again)] == [asked]


def test_a_poll_first_written_in_english_stays_where_it_was_published(client):
    english, _made = Locale.objects.get_or_create(language_code="en")
    ours = poll_page(live=False)
    for above in ours.get_ancestors().filter(depth__gt=1).specific():
        above.copy_for_translation(english).save_revision().publish()
    theirs = fresh(ours.copy_for_translation(english))
    ours.delete()
    theirs.closes_at, theirs.title = timezone.now() + timedelta(days=3), "Which"
    theirs.save_revision().publish()
    asked = Poll.objects.get()
    assert (asked.page_id, fresh(theirs).is_anchor) == (theirs.pk, True)
    vote(asked)

    ours = fresh(theirs.copy_for_translation(Locale.get_default()))
    assert fresh(theirs).is_anchor
    ours.closes_at = theirs.closes_at
    ours.save_revision().publish()

    assert Poll.objects.count() == 1
    assert not fresh(ours).is_anchor
    assert f"/polls/{asked.pk}/review/" in client.get(fresh(ours).url).content.decode()
