"""A person who leaves: the vote stays without them, and a new account gives no second one."""

import pytest

from spilno_pages.cabinet.actions import erase
from spilno_pages.cabinet.portability import portrait
from spilno_pages.polls import actions, bulk
from spilno_pages.polls.models import Answer, Ballot, Participation, SealedBallot, Wish

from ..factories import ONE, poll, resident, vote

pytestmark = pytest.mark.django_db
TEXT = ("text", {"text": "Що ще?"})


def again(tag):
    return resident(level=3, tag=tag)


def test_re_registering_gives_no_second_vote():
    asked = poll(allow_change=False)
    _receipt, person = vote(asked)
    tag = person.person_tag
    erase(person.user)

    with pytest.raises(actions.AlreadyCastError):
        vote(asked, again(tag))

    assert Participation.objects.get().is_orphan
    assert Ballot.objects.count() == 1


def test_sealing_lets_the_last_trace_of_an_erased_person_go():
    asked = poll()
    _receipt, person = vote(asked)
    vote(asked)
    erase(person.user)
    bulk.close_soon(asked)

    actions.seal_due()

    asked.refresh_from_db()
    assert asked.result["participation"] == SealedBallot.objects.count() == 2
    assert Participation.objects.count() == 1


def test_leaving_after_the_sealing_takes_the_participation_along():
    asked = poll()
    _receipt, person = vote(asked)
    bulk.close_soon(asked)
    actions.seal_due()

    erase(person.user)

    assert not Participation.objects.exists()
    assert SealedBallot.objects.count() == 1


def test_the_name_leaves_an_open_named_ballot():
    asked = poll(kind="named", min_level=2, allow_change=False)
    _receipt, person = vote(asked)
    assert Ballot.objects.get().name == person.display_name

    erase(person.user)

    assert Ballot.objects.get().name == ""


def test_own_words_go_with_the_account_and_with_the_answers():
    asked = poll(kind="survey", min_level=0, questions=[ONE, TEXT])
    question = asked.questions.get(kind="text")
    _receipt, person = vote(asked, texts={question.pk: "Більше лавок."})
    other = resident()
    vote(asked, other, texts={question.pk: "Менше гасел."})
    assert Answer.objects.count() == 2

    erase(person.user)
    vote(asked, other, "1.2", texts={question.pk: "Менше слів."})

    assert [answer.text for answer in Answer.objects.all()] == ["Менше слів."]


def test_who_follows_is_forgotten_with_the_account():
    asked, person = poll(), resident()
    actions.wish(person, asked)

    erase(person.user)

    assert not Wish.objects.exists()


def test_a_person_s_data_name_the_polls_and_never_the_choice():
    asked = poll()
    receipt, person = vote(asked)

    data = portrait(person.user, person)

    rows = data["records"]["spilno_polls.Participation"]["rows"]
    assert rows == [{"poll": asked.title, "day": Participation.objects.get().day.isoformat()}]
    assert receipt.salt.hex() not in str(data)
    assert "Вербова" not in str(data)
