"""A vote is counted once, may be changed where the poll says so, and is withdrawn without a trace."""

import secrets
from threading import Barrier, Thread

from django.core.exceptions import PermissionDenied
from django.db import connection

import pytest

from spilno_pages.polls import actions, bulk, keys, triggers
from spilno_pages.polls.ballot_tags import ballot_tag, voter_of, voter_tag
from spilno_pages.polls.models import Ballot, Participation, Poll
from spilno_pages.polls.papers import paper_of
from spilno_pages.polls.tallies import tally

from ..factories import option, poll, resident, vote

pytestmark = pytest.mark.django_db


def test_a_resident_counts_once():
    asked = poll(allow_change=False)
    receipt, person = vote(asked)

    with pytest.raises(actions.AlreadyCastError):
        vote(asked, person, "1.2")

    assert receipt.is_new
    assert len(receipt.salt) == 16
    assert tally(asked) == {"1.1": 1}
    assert Participation.objects.count() == Ballot.objects.count() == 1


def test_the_last_choice_counts_and_has_another_code():
    asked = poll()
    first, person = vote(asked)

    second, _person = vote(asked, person, "1.3")

    assert (second.is_new, second.is_same) == (False, False)
    assert second.salt != first.salt
    assert tally(asked) == {"1.3": 1}


def test_the_same_choice_again_is_no_change():
    asked = poll()
    _first, person = vote(asked)

    second, _person = vote(asked, person)

    assert (second.is_new, second.is_same) == (False, True)


def test_two_accounts_of_one_person_are_one_voter():
    """A verification that moved to another account takes the person along, and the vote with it."""
    asked = poll(allow_change=False)
    _receipt, person = vote(asked)
    tag, person.person_tag, person.level = person.person_tag, None, 0
    person.save()

    with pytest.raises(actions.AlreadyCastError):
        vote(asked, resident(level=3, tag=tag))


def test_a_withdrawn_vote_leaves_nothing_and_may_be_cast_anew():
    asked = poll()
    _receipt, person = vote(asked)

    assert actions.withdraw(asked, voter_of(person, asked))

    assert not Participation.objects.exists()
    assert not Ballot.objects.exists()
    assert not actions.withdraw(asked, voter_of(person, asked))
    assert vote(asked, person)[0].is_new


def test_where_votes_stay_nobody_withdraws():
    asked = poll(allow_change=False)
    _receipt, person = vote(asked)

    with pytest.raises(PermissionDenied):
        actions.withdraw(asked, voter_of(person, asked))

    assert Ballot.objects.count() == 1


# With the savepoint of the test's transaction. PostgreSQL writes a first vote by one statement, and tries so before a change.
OF_A_VOTE = {"sqlite": 2 + 2, "postgresql": 1 + 2}[connection.vendor]
OF_A_CHANGE = {"sqlite": 4 + 2, "postgresql": 1 + 2 + 4 + 2}[connection.vendor]


def test_a_vote_costs_two_queries_and_a_change_four_with_the_lock(django_assert_num_queries):
    asked, person = poll(), resident(level=3)
    paper_of(asked)

    with django_assert_num_queries(OF_A_VOTE):
        vote_of(asked, person, "1.1")
    with django_assert_num_queries(OF_A_CHANGE):
        vote_of(asked, person, "1.2")


def vote_of(asked, person, code):
    key = paper_of(asked).options[code].pk
    return actions.cast(asked, voter_of(person, asked), [key])


def test_a_vote_for_a_paper_that_was_laid_anew_is_not_taken():
    """A process that read the paper before the last laying: the same number stands for another option now."""
    asked, person = poll(), resident(level=3)
    changing = resident(level=3)
    vote_of(asked, changing, "1.1")
    triggers.lift(only="spilno_polls_poll_update")
    Poll.objects.filter(pk=asked.pk).update(content_hash="0" * 64)

    for voter in (person, changing):
        with pytest.raises(actions.PaperChangedError):
            vote_of(asked, voter, "1.2")

    assert Participation.objects.count() == 1
    assert Ballot.objects.get().choices == {"1.1": 1}


def test_a_change_that_draws_the_same_key_is_a_change(monkeypatch):
    asked = poll()
    monkeypatch.setattr(secrets, "randbits", lambda bits: 7)
    _receipt, person = vote(asked)

    vote(asked, person, "1.2")

    assert Ballot.objects.get().choices == {"1.2": 1}


def test_a_vote_costs_the_same_with_ten_times_the_ballots(django_assert_num_queries):
    asked = poll()
    bulk.stuff(asked, 30)
    paper_of(asked)
    early, person = resident(level=3), resident(level=3)
    with django_assert_num_queries(OF_A_VOTE):
        vote_of(asked, early, "1.1")
    bulk.stuff(asked, 300, seed=2)

    with django_assert_num_queries(OF_A_VOTE):
        vote_of(asked, person, "1.1")


def test_nothing_of_a_vote_names_the_person_or_the_time():
    asked = poll()
    _receipt, person = vote(asked)

    ballot, took = Ballot.objects.get(), Participation.objects.get()

    assert {field.name for field in Ballot._meta.fields} == {
        "id",
        "poll",
        "ballot_tag",
        "salt",
        "choices",
        "name",
    }
    assert ballot.choices == {"1.1": 1}
    assert ballot.name == ""
    assert took.voter_tag == voter_tag(asked, person.person_tag)
    assert ballot.ballot_tag == ballot_tag(keys.read(asked), person.person_tag)
    assert took.voter_tag != ballot.ballot_tag


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lays rows as they come")
def test_in_sqlite_ballots_lie_in_no_order_of_time():
    asked = poll()
    for _each in range(12):
        vote(asked)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid, id, ballot_tag FROM {Ballot._meta.db_table} NOT INDEXED")  # noqa: S608 - our own name
        rows = cursor.fetchall()
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]
    assert len(rows) == 12
    assert rows == sorted(rows)
    assert all(row == key for row, key, _tag in rows)
    tags = [tag for _row, _key, tag in rows]
    assert tags == sorted(tags)


def test_one_person_has_other_tags_in_another_poll():
    one, other, person = poll(), poll(title="Інше питання"), resident(level=3)

    vote(one, person)
    vote(other, person)

    assert len(set(Participation.objects.values_list("voter_tag", flat=True))) == 2
    assert len(set(Ballot.objects.values_list("ballot_tag", flat=True))) == 2


def test_another_poll_s_option_is_refused_by_the_database():
    one, other, person = poll(), poll(title="Інше питання"), resident(level=3)

    with pytest.raises(actions.PaperChangedError):
        actions.cast(one, voter_of(person, one), [option(other).pk])

    assert not Participation.objects.exists()
    assert not Ballot.objects.exists()


def test_after_the_close_the_database_refuses_what_the_page_let_through():
    asked = poll()
    late, person = poll(title="Пізно"), resident(level=3)
    assert late.closes_at > asked.opens_at
    bulk.close_soon(asked)

    with pytest.raises(PermissionDenied):
        actions.cast(asked, voter_of(person, asked), [option(asked).pk])

    assert not Participation.objects.exists()


def test_a_poll_restored_without_its_key_refuses_votes_and_is_sealed():
    asked = poll()
    _receipt, person = vote(asked)
    keys.path_of(asked).unlink()

    with pytest.raises(keys.KeyLostError):
        vote(asked, person, "1.2")
    bulk.close_soon(asked)

    assert actions.seal_due() == 1
    asked.refresh_from_db()
    assert asked.result["counts"]["1.1"] == 1


def test_a_key_of_another_poll_is_no_key():
    asked, other = poll(), poll(title="Інше питання")
    keys.path_of(asked).write_bytes(keys.path_of(other).read_bytes())

    assert not keys.is_there(asked)
    with pytest.raises(keys.KeyLostError):
        vote(asked)


def test_a_key_is_made_once_by_many_at_once(tmp_path, settings):
    settings.SPILNO_KEYS_DIR = tmp_path
    start, made = Barrier(8), []

    def make():
        start.wait()
        made.append(keys.kept(tmp_path / "x.key"))

    threads = [Thread(target=make) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x.key"]
