"""PostgreSQL plans the statements of a vote once, all others are sent as Django sends them; what every page of a person reads is written out once."""

from django.db import connection

import pytest

from bilatserkva_site.users.models import User
from spilno_pages.prepared import PREPARED_AFTER, Pair, planned_once, prepared
from tests.factories import codes, poll, resident, user

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite plans each statement"
)


def asked(number):
    for value in range(number):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s + 1", [value])
            assert cursor.fetchone() == (value + 1,)


def kept_by_the_server():
    """Returns the texts of statements that PostgreSQL has prepared on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor]


@pytest.fixture
def forgetful():
    """Nothing is prepared on the connection before and after."""
    connection.ensure_connection()
    forget()
    yield
    forget()


def forget():
    if connection.vendor == "postgresql":
        connection.connection._prepared.clear()
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")


def test_statements_mean_the_same(forgetful):
    with prepared():
        asked(PREPARED_AFTER + 3)
    asked(2)


@on_postgresql
def test_what_is_sent_again_and_again_is_planned_once(forgetful):
    with prepared():
        asked(PREPARED_AFTER + 1)
    assert kept_by_the_server() == ["SELECT $1 + 1"]

    asked(PREPARED_AFTER + 1)
    assert kept_by_the_server() == ["SELECT $1 + 1"]


@on_postgresql
def test_behind_a_pooler_nothing_is_prepared(forgetful, settings):
    settings.SPILNO_PREPARE = False
    with prepared():
        asked(PREPARED_AFTER + 1)
    assert kept_by_the_server() == []


@on_postgresql
def test_a_view_that_fails_leaves_the_connection_as_it_was(forgetful):
    before = connection.connection.cursor_factory

    @planned_once
    def broken(request):
        assert connection.connection.cursor_factory is not before
        raise LookupError

    with pytest.raises(LookupError):
        broken(None)
    assert connection.connection.cursor_factory is before


@on_postgresql
def test_votes_are_prepared(forgetful, sign_in):
    asked = poll()
    voter = sign_in(resident(level=3).user)
    for choice in ["Вербова", "Соборна"] * PREPARED_AFTER:
        answer = voter.post(
            f"/polls/{asked.pk}/cast/",
            {"paper": asked.content_hash, "q1": codes(asked).get(choice, "1.1")},
        )
        assert answer.status_code == 200

    assert any("spilno_polls_participation" in statement for statement in kept_by_the_server())


@pytest.mark.parametrize("level", [0, 3])
def test_a_pair_means_the_same_as_the_orm(level, django_assert_num_queries):
    owner = resident(level=level).user
    with django_assert_num_queries(1):
        found = Pair(User, "resident").get(str(owner.pk))
        companion = found.resident
        assert companion.user is found
    asked = User.objects.select_related("resident").get(pk=owner.pk)
    for got, wanted in [(found, asked), (companion, asked.resident)]:
        assert got == wanted
        assert not got.get_deferred_fields()
        assert not got._state.adding
        assert got._state.db == wanted._state.db
        for field in wanted._meta.concrete_fields:
            value = getattr(got, field.attname)
            assert value == getattr(wanted, field.attname)
            assert type(value) is type(getattr(wanted, field.attname))


def test_a_pair_without_its_companion(django_assert_num_queries):
    owner = user("editor@example.org")
    with django_assert_num_queries(1):
        found = Pair(User, "resident").get(owner.pk)
        assert not hasattr(found, "resident")
    assert found == owner


def test_a_pair_that_is_not_there():
    assert Pair(User, "resident").get(0) is None
    with pytest.raises(ValueError, match="expected a number"):
        Pair(User, "resident").get("x")
