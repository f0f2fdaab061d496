"""The end of a poll: ballots are counted, published in the order of their leaves, and cut off from people for good."""

import hashlib
import hmac
import json
import logging
from collections import Counter
from datetime import timedelta
from itertools import chain, islice
from operator import itemgetter

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from ...generations import begin_on_commit
from ...notices.actions import notify
from ...open_pages import address
from ...record.actions import record
from .. import keys, recount, turnout
from ..canonical import before_salt, canonical, checkpoint_hash, leaf_behind, merkle_root, written
from ..models import (
    Answer,
    Ballot,
    Bar,
    Checkpoint,
    Participation,
    Poll,
    SealedBallot,
    State,
    Wish,
)
from ..published import head_of, paper_in
from ..touching import touch_poll

CHECKPOINT_EVERY = timedelta(minutes=10)
AT_ONCE = 250  # published rows in one statement of SQLite: by turns the quickest of 20 to 1,000
log = logging.getLogger(__name__)


def ballots_of(poll):
    """Returns ([(leaf, salt, cast, name)] of all ballots in the order of their leaves, {cast: {code: value}}). One query.

    cast is what a ballot says, as the database has it: JSON. Rows of plain values alone, which Python's collector goes past.
    """
    known, begun, ballots = {}, {}, []
    table = connection.ops.quote_name(Ballot._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT salt, name, choices FROM {table} WHERE poll_id = %s",  # noqa: S608 - our own name
            [poll.pk],
        )
        for salt, name, cast in cursor:
            if cast not in known:
                known[cast] = json.loads(cast)
                begun[cast] = before_salt(poll.key, written(known[cast]))
            before = before_salt(poll.key, written(known[cast]), name) if name else begun[cast]
            ballots.append((leaf_behind(before, salt), bytes(salt), cast, name))
    return sorted(ballots, key=itemgetter(0)), known


def write_checkpoint(poll, leaves, key=None):
    """Writes what the leaves hash to, chained to the checkpoint before. Returns it. Two queries.

    key: of a poll that is open: its root is written under an HMAC. A bare one would tell everyone, once the leaves are published,
    which of them came in which ten minutes. Who keeps the server can check it while the key is there, nobody afterwards.
    """
    last = poll.checkpoints.order_by("-seq").first()
    seq, before = (last.seq + 1, last.hash) if last else (1, "")
    root = merkle_root(leaves)
    if key:
        root = hmac.new(key, f"root|{root}".encode(), hashlib.sha256).hexdigest()
    return Checkpoint.objects.create(
        poll=poll,
        seq=seq,
        ballots=len(leaves),
        merkle_root=root,
        prev_hash=before,
        hash=checkpoint_hash(poll.key, seq, len(leaves), root, before),
    )


@transaction.atomic
def checkpoint(poll):
    """Writes a Checkpoint of an open poll and returns it; None where it has closed meanwhile or its key is lost."""
    poll = Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
    if poll.state() != State.OPEN or not keys.is_there(poll):
        return None
    ballots, _choices = ballots_of(poll)
    made = write_checkpoint(poll, list(map(itemgetter(0), ballots)), keys.read(poll))
    touch_poll(poll)
    return made


def checkpoint_due(at=None):
    """Writes the checkpoints that are due. Returns their number. Called by the tick."""
    at = at or timezone.now()
    fresh = Checkpoint.objects.filter(at__gt=at - CHECKPOINT_EVERY).values("poll")
    polls = list(Poll.objects.open(at).exclude(pk__in=fresh))
    return sum(each(polls, checkpoint))


def readable(poll):
    """Returns what ballots_of returns; None where a row holds what is no ballot at all: only somebody past the triggers wrote it."""
    try:
        return ballots_of(poll)
    except (AttributeError, TypeError, ValueError):
        log.exception("Poll %s", poll.pk)
        return None


def twice(ballots):
    """True where two ballots have the salt of one: it is drawn by chance."""
    return len(set(map(itemgetter(1), ballots))) < len(ballots)


def numbers_differ(ballots, participations):
    with override(settings.LANGUAGE_CODE):
        return gettext(
            "Ballots: %(ballots)s, participants: %(participations)s. The numbers must be equal; the council finds out what happened."
        ) % {"ballots": ballots, "participations": participations}


def not_cast_here():
    with override(settings.LANGUAGE_CODE):
        return gettext(
            "There are ballots that nobody could fill in this way on the site; the council finds out what happened."
        )


def against_the_rules(poll, every):
    """Returns what is wrong with choices that no form of this poll could cast: the same check that everyone makes at home."""
    odd = [choices for choices in every if not isinstance(choices, dict)]
    ballots = [{"choices": choices} for choices in every]
    return odd or recount.check_rules({"paper": paper_in(poll), "ballots": ballots})


def stop(poll, words, ballots, participations):
    """Somebody changed the database by hand. Nothing is published until it is explained."""
    if poll.trouble == words:
        return
    Poll.objects.filter(pk=poll.pk).update(trouble=words)
    record("poll.trouble", poll, ballots=ballots, participations=participations)
    for user in get_user_model().objects.filter(is_superuser=True, is_active=True):
        notify(
            user,
            "poll.trouble",
            poll,
            url=reverse("poll", args=[poll.pk]),
            poll=poll.title,
            words=words,
        )
    touch_poll(poll)


def seal(poll, at=None):
    """Counts a closed poll, publishes its ballots and destroys what tied them to people. Returns whether it is sealed.

    Safe to call again. The order: ballots in the order of leaves, the last checkpoint, the signed result; then, in the same
    transaction, the open ballots go; after the commit the key goes and freed pages of the database are cleared. A crash between
    the two leaves a key that fits nothing; the next call destroys it.
    """
    with transaction.atomic():
        poll = Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
        if poll.cancelled_at or not poll.content_hash or poll.closes_at > (at or timezone.now()):
            return False
        if not poll.sealed_at and not count_and_publish(poll):
            return False
    keys.destroy(poll)
    clear_freed_pages()
    return True


def count_and_publish(poll):
    """Does the part of sealing that is one transaction. Returns False where the numbers differ or a ballot is none of this poll."""
    found = readable(poll)
    ballots, choices = found or ([], {})
    took = Participation.objects.filter(poll=poll).count()
    slipped_in = SealedBallot.objects.filter(poll=poll).count()
    number = Ballot.objects.filter(poll=poll).count() + slipped_in
    if number != took or slipped_in:
        stop(poll, numbers_differ(number, took), number, took)
        return False
    if found is None or twice(ballots) or against_the_rules(poll, choices.values()):
        stop(poll, not_cast_here(), number, took)
        return False
    publish(poll, ballots, choices)
    last = write_checkpoint(poll, list(map(itemgetter(0), ballots)))
    counts = counted(ballots, choices)
    now = timezone.now()
    head = head_of(
        poll,
        sealed_at=now,
        counts=counts,
        participation=took,
        entitled=turnout.counted_base(poll),
        breakdown=turnout.breakdown(poll),
        checkpoint=last,
    )
    Poll.objects.filter(pk=poll.pk).update(
        sealed_at=now, result=head, signature=keys.signed(canonical(head)), trouble=""
    )
    poll.refresh_from_db()
    cut_off(poll)
    record("poll.sealed", poll, ballots=took, merkle_root=last.merkle_root)
    tell_result(poll, took)
    touch_poll(poll)
    begin_on_commit()
    return True


def counted(ballots, choices):
    """Returns {code: sum of its values} of what ballots_of returns."""
    counts = Counter()
    for cast, times in Counter(map(itemgetter(2), ballots)).items():
        for code, value in choices[cast].items():
            counts[code] += times * value
    return dict(counts)


def publish(poll, ballots, choices):
    """Writes the list that anyone takes home, of what ballots_of returns, by the database's way for many rows at once."""
    columns = "(id, poll_id, leaf, salt, choices, name)"
    table = connection.ops.quote_name(SealedBallot._meta.db_table)
    texts = {cast: written(chosen) for cast, chosen in choices.items()}
    key, key_of = poll.pk, SealedBallot.key_of
    rows = (
        (key_of(salt), key, leaf, salt, texts[cast], name)
        # By their keys, as the table lies.
        for leaf, salt, cast, name in sorted(ballots, key=itemgetter(1))
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} {columns} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            # By the driver itself: Django would look for its own marks in each statement, a tenth of the whole time.
            while part := list(islice(rows, AT_ONCE)):
                places = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(part))
                with connection.wrap_database_errors:
                    connection.connection.execute(
                        f"INSERT INTO {table} {columns} VALUES {places}",  # noqa: S608 - our own names
                        list(chain.from_iterable(part)),
                    )


def cut_off(poll):
    """Deletes what tied ballots, own words and participations of erased accounts to people."""
    Answer.objects.filter(question__poll=poll).update(ballot=None)
    cast = Ballot.objects.filter(poll=poll)
    cast._raw_delete(cast.db)
    Participation.objects.filter(poll=poll, is_orphan=True).delete()
    Bar.objects.filter(poll=poll).delete()


def tell_result(poll, took):
    """Everyone who wished to know is told once."""
    if poll.page is None:
        return
    with override(settings.LANGUAGE_CODE):
        words = ngettext("%(count)s person", "%(count)s people", took) % {"count": took}
    for follower in Wish.objects.filter(poll=poll).select_related("resident__user"):
        notify(
            follower.resident.user,
            "poll.result",
            poll,
            url=address(poll.page),
            poll=poll.title,
            turnout=words,
        )


def clear_freed_pages():
    """What was deleted leaves the database's files, too: VACUUM of the tables, the write-ahead log of SQLite emptied.

    SQLite overwrites deleted rows itself (secure_delete). Inside of a transaction nothing is done.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in (Answer, Ballot):
                cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def seal_due(at=None):
    """Seals the polls that are closed, and makes sure that no key outlives its poll. Returns how many were sealed. Called by the tick."""
    sealed = sum(each(Poll.objects.due(at), lambda poll: seal(poll, at)))
    for poll in Poll.objects.exclude(pk__in=Poll.objects.unsealed().values("pk")):
        if keys.path_of(poll).exists():
            keys.destroy(poll)
    return sealed


def each(polls, act):
    """Yields whether the act was done for each poll; one that fails is logged and keeps no other waiting."""
    for poll in polls:
        try:
            yield bool(act(poll))
        except Exception:
            log.exception("Poll %s", poll.pk)
            yield False
