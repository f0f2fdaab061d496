"""A vote is cast, changed, withdrawn: a few statements in one transaction, and no look before."""

from contextlib import nullcontext
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import keys, rules
from ..ballot_tags import Voter, account_tag, ballot_tag, new_salt, voter_tag
from ..canonical import written
from ..models import Answer, Ballot, Bar, Participation, Poll
from ..papers import frozen_paper, paper_of
from ..triggers import raised

ROUNDS = 5  # so many withdrawals in between are no accident


class AlreadyCastError(PermissionDenied):
    """The person's vote is counted, and this poll lets nobody change it."""


class BarredError(PermissionDenied):
    """The account's vote was cast as a person who is proven on it no more, and it counts."""


class PaperChangedError(PermissionDenied):
    """The choice names what is not on the paper."""


@dataclass(frozen=True)
class Receipt:
    """What the voter alone gets to see: salt (16 bytes). is_new: a first vote; is_same: cast again as it was."""

    salt: bytes
    is_new: bool
    is_same: bool = False


def sentence(error):
    """Returns the refusal that a person reads for what the database refused, or the error itself."""
    frozen_paper.cache_clear()  # a paper that this process remembers wrongly may be why
    word = raised(error)
    if word in {"closed", "record"}:
        return PermissionDenied(_("Voting is closed. The vote was not taken."))
    if word == "option":
        return changed()
    return error


def changed():
    return PaperChangedError(_("The ballot has changed. Open it anew."))


def cast(poll: Poll, voter: Voter, options, *, texts=None) -> Receipt:
    """Counts a person's vote, or puts it in the place of the one before. Returns the Receipt.

    options: keys of Option. texts: {key of Question: answer in own words}, surveys alone. Whether the person may is asked before
    (rules.may_vote); that it counts once, in time and for this paper's options the database keeps: UNIQUE(voter_tag),
    UNIQUE(poll, ballot_tag), triggers, and no row is written where the paper is not the one of poll.content_hash.
    Raises KeyLostError, AlreadyCastError, BarredError, PaperChangedError, PermissionDenied. Two queries in a transaction,
    four where it changes a vote; on PostgreSQL one, and one before the four.
    """
    tag = ballot_tag(keys.read(poll), voter.person)
    salt = new_salt()
    choices = marked(poll, options)
    try:
        if not texts and at_once(poll, voter, tag, salt, choices):
            return Receipt(salt, is_new=True)
        with transaction.atomic():
            is_new = take_part(poll, voter)
            if not is_new and not poll.allow_change:
                raise AlreadyCastError(_("Your vote is counted already."))
            is_same = not is_new and said_before(poll, tag) == choices
            ballot = put(poll, tag, salt, choices, voter.name)
            if texts:
                answer(ballot, texts)
    except IntegrityError as error:
        raise sentence(error) from error
    return Receipt(salt, is_new, is_same)


def marked(poll, options):
    """Returns {code of an option: 1} of keys of Option. One that is not on the paper stands by its key: the database refuses it."""
    codes = paper_of(poll).codes
    return {codes.get(option, str(option)): 1 for option in sorted(options)}


def at_once(poll, voter, tag, salt, choices):
    """Writes a first vote by one statement where the database can: PostgreSQL. Returns False where it has written nothing.

    Its parts stand or fall together, and each passes the triggers. The poll's row is locked first: whoever waited for it here looks
    once more whether the paper is the same. A vote that is there already, barred or of another paper is left to the steps one by
    one. Sources: "Data-Modifying Statements in WITH", "Read Committed Isolation Level" in the docs of PostgreSQL. One query.
    """
    if connection.vendor != "postgresql":
        return False
    here, of_here = same_paper(poll)
    took, of_took = participation(poll, voter, voter_tag(poll, voter.person), "FROM here")
    put, of_put = ballot_row(poll, tag, salt, choices, voter.name, "FROM took")
    # Within a transaction a refusal must not take that down; by itself the statement is one.
    within = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with within, connection.cursor() as cursor:
        cursor.execute(
            f"WITH here AS (SELECT {here} FOR SHARE), took AS ({took} RETURNING voter_tag) {put}",
            [*of_here, *of_took, *of_put],
        )
        return cursor.rowcount > 0


def take_part(poll, voter):
    """Writes that somebody took part, and holds the row until the end. Returns False where it stood there already.

    One query, two for a change. The second one locks: a change that did not hold the row could run past a withdrawal of the same
    person in another window and leave a ballot without a participation.
    """
    tag = voter_tag(poll, voter.person)
    for _round in range(ROUNDS):
        if inserted(poll, voter, tag):
            return True
        if not poll.allow_change and Participation.objects.filter(pk=tag).exists():
            return False
        if poll.allow_change and Participation.objects.filter(pk=tag).update(is_orphan=False):
            return False
        if not (verdict := rules.not_barred(poll, voter.account)):
            raise BarredError(verdict.reason)
        # It was withdrawn between the two statements: the next round writes it anew.
    raise PermissionDenied(
        _("You vote and withdraw in two windows at once. The vote was not taken: send it again.")
    )


def inserted(poll, voter, tag):
    with connection.cursor() as cursor:
        cursor.execute(*participation(poll, voter, tag))
        return cursor.rowcount == 1


def same_paper(poll):
    """Returns (end of a SELECT, its values): a row where the poll's paper is the one that was read."""
    return (
        f"1 FROM {connection.ops.quote_name(Poll._meta.db_table)} WHERE id = %s AND content_hash = %s",
        [poll.pk, poll.content_hash],
    )


def participation(poll, voter, tag, whence=""):
    """Returns (statement, its values) that writes that somebody took part, for each row of whence.

    No row where it stands there, or a bar stands against it.
    """
    quoted = connection.ops.quote_name
    took, bars = Participation._meta.db_table, Bar._meta.db_table
    statement = (
        f"INSERT INTO {quoted(took)} (voter_tag, poll_id, day, district_id, age_band, is_orphan) "  # noqa: S608 - our own names
        f"SELECT %s, %s, %s, %s, %s, %s {whence} "
        f"WHERE NOT EXISTS (SELECT 1 FROM {quoted(bars)} b JOIN {quoted(took)} p ON p.voter_tag = b.voter_tag "
        "WHERE b.account_tag = %s AND b.voter_tag <> %s) "
        "ON CONFLICT (voter_tag) DO NOTHING"
    )
    return statement, [
        tag,
        poll.pk,
        connection.ops.adapt_datefield_value(timezone.localdate()),
        voter.district_id,
        voter.age_band,
        False,
        account_tag(poll, voter.account) if voter.account else "",
        tag,
    ]


def said_before(poll, tag):
    """Returns the choices of the ballot that there is; None of a participation without one. One query."""
    return (
        Ballot.objects.filter(poll=poll, ballot_tag=tag).values_list("choices", flat=True).first()
    )


def put(poll, tag, salt, choices, name):
    """Writes the ballot of a person, or what it says now on the one that there is. Returns its key. One query.

    Raises PaperChangedError where the poll's paper is not the one that was read.
    """
    here, of_here = same_paper(poll)
    statement, values = ballot_row(poll, tag, salt, choices, name, f"WHERE EXISTS (SELECT {here})")
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *of_here])
        row = cursor.fetchone()
    if row is None:
        raise changed()
    return row[0]


def ballot_row(poll, tag, salt, choices, name, whence):
    """Returns (statement, its values) of put(), for each row of whence."""
    table = connection.ops.quote_name(Ballot._meta.db_table)
    said = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    statement = (
        f"INSERT INTO {table} (id, poll_id, ballot_tag, salt, choices, name) SELECT %s, %s, %s, %s, {said}, %s {whence} "
        "ON CONFLICT (poll_id, ballot_tag) DO UPDATE "
        "SET salt = excluded.salt, choices = excluded.choices, name = excluded.name RETURNING id"
    )
    values = [
        Ballot.key_of(tag),
        poll.pk,
        tag,
        connection.Database.Binary(salt),
        written(choices),
        name,
    ]
    return statement, values


def answer(ballot, texts):
    """Writes answers in own words, or others in their place: an editor reads them anew."""
    Answer.objects.filter(ballot=ballot).delete()
    Answer.objects.bulk_create(
        Answer(ballot_id=ballot, question_id=question, text=text, day=timezone.localdate())
        for question, text in texts.items()
        if text
    )


def withdraw(poll: Poll, voter: Voter):
    """Takes a person's vote back: ballot and participation go together. Returns False where there was none.

    Raises KeyLostError, PermissionDenied after the close and where votes cannot be changed.
    """
    if not (verdict := rules.may_withdraw(poll)):
        raise PermissionDenied(verdict.reason)
    tag = ballot_tag(keys.read(poll), voter.person)
    try:
        with transaction.atomic():
            there, _rows = Participation.objects.filter(
                pk=voter_tag(poll, voter.person), poll=poll
            ).delete()
            Ballot.objects.filter(poll=poll, ballot_tag=tag).delete()
    except IntegrityError as error:
        raise sentence(error) from error
    return bool(there)
