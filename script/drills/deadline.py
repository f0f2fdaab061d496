"""Votes across the close of a poll: what was acknowledged is in, and nothing else; nothing comes in late.

In every other round somebody holds the poll's row (on SQLite, the database) from before the close until after it: votes that the
site let through in time then reach the database too late, and the database has to refuse them by its own clock.
"""

import argparse
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain

from django.db import connection, transaction

from spilno_pages.polls.actions import seal
from spilno_pages.polls.models import Poll

from . import city
from .clients import cast, crowd
from .report import Report
from .server import served

LEAD, AFTER = 1.0, 1.5  # seconds of voting before the close and after it
HELD_BEFORE, HELD_AFTER = 0.35, 0.6
GRACE = 1.0  # seconds in which a vote that the database took in time may still be committed and answered
PAUSE = 0.02  # between votes that are refused


def arguments(words):
    parser = argparse.ArgumentParser(prog="script/drills/deadline", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="20 for a long drill")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--people", type=int, default=800, help="each votes once in a round")
    parser.add_argument("--seconds", type=float, default=3, help="from the opening to the close")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


@dataclass
class Watch:
    """What stands beside the voting: the database's clock and counts, and who holds the votes up."""

    poll: Poll
    readings: list = field(default_factory=list)
    held_from: float = 0  # by the clock of this machine; 0 where nobody holds anything

    @property
    def close(self):
        return self.poll.closes_at.timestamp()

    def look(self):
        try:
            while not self.readings or self.readings[-1][0] < self.close + AFTER:
                self.readings.append(city.counts(self.poll))
                time.sleep(0.004)
        finally:
            connection.close()

    def hold(self):
        city.sleep_until(self.close - HELD_BEFORE)
        try:
            with transaction.atomic():
                Poll.objects.select_for_update(of=("self",)).get(pk=self.poll.pk)
                self.held_from = time.time()
                city.sleep_until(self.close + HELD_AFTER)
        finally:
            connection.close()

    @property
    def is_held(self):
        """True where votes were surely held up across the close."""
        return 0 < self.held_from < self.close - 0.1

    @property
    def grown_at(self):
        """Seconds from the close to the reading that found the last growth; negative before the close."""
        last, at = self.readings[-1][1:], self.readings[0][0]
        for now, *numbers in reversed(self.readings):
            if tuple(numbers) != last:
                break
            at = now
        return at - self.close


def voting(server, watch, voters, seed):
    """Returns a function of a client's number: people vote once each until the close, and go on trying after it."""

    def work(part):
        chance = random.Random(seed * 1000 + part)  # noqa: S311 - invented
        mine, answers = voters[part], []
        city.sleep_until(watch.close - LEAD)
        for person in chain(mine, mine):
            now = time.time()
            if now > watch.close + AFTER:
                return answers
            # After the close those who have voted try to change it, the others to vote.
            late = now > watch.close
            asks = chance.choice(mine) if late else person
            choices = city.marked(watch.poll, chance)
            answers.append((asks, cast(server, asks, watch.poll, choices)))
            time.sleep(PAUSE if late else 0)
        return answers

    return work


def one_round(server, number, asked, voters):
    """Returns (Watch, [(Person, Answer)]) of one poll that has closed."""
    watch = Watch(city.poll(f"До дзвінка {number}", seconds=asked.seconds))
    parts = [voters[part :: asked.clients] for part in range(asked.clients)]
    work = voting(server, watch, parts, asked.seed * 100 + number)
    with ThreadPoolExecutor(2) as pool:
        beside = [pool.submit(watch.look)]
        if number % 2 == 0:
            beside.append(pool.submit(watch.hold))
        answers = list(chain(*crowd(work, range(asked.clients))))
        for task in beside:
            task.result(60)
    return watch, answers


def warm_up(server, voters, asked):
    """The first requests of a worker are slow: they are answered before anything is measured."""
    poll, chance = city.poll("Проба"), random.Random(asked.seed)  # noqa: S311 - invented
    crowd(lambda person: cast(server, person, poll, city.marked(poll, chance)), voters[:32])


def check_answers(report, name, watch, answers):
    odd = [answer.status for _person, answer in answers if not (answer.code or answer.is_refused)]
    report.check(not odd, f"{name}: answers that nobody should get: {sorted(set(odd))}")
    late = [answer for _person, answer in answers if answer.begun_at > watch.close and answer.code]
    report.check(not late, f"{name}: {len(late)} votes that began after the close got receipts")
    slow = [
        answer.came_at - watch.close
        for _person, answer in answers
        if answer.code and answer.came_at > watch.close + GRACE
    ]
    report.check(
        not slow,
        f"{name}: {len(slow)} receipts came as late as {max(slow, default=0):.2f} s after the close",
    )
    report.check(
        any(answer.is_refused and answer.begun_at > watch.close for _person, answer in answers),
        f"{name}: nobody has tried after the close",
    )
    at_close = sum(
        answer.begun_at < watch.close and answer.came_at > watch.close - HELD_BEFORE
        for _person, answer in answers
    )
    report.check(at_close, f"{name}: nobody was voting at the close; try more --people")


def check_counts(report, name, watch, receipts):
    """The database has as many votes as receipts were given, and none came in after the close."""
    took, ballots = watch.readings[-1][1:]
    report.check(
        took == ballots == len(receipts),
        f"{name}: {len(receipts)} receipts, {took} participations, {ballots} ballots",
    )
    after = sum(now > watch.close for now, *_numbers in watch.readings)
    report.check(after > 10, f"{name}: the database was read {after} times after the close")
    # Where votes were held up, whatever was committed was committed well before the close.
    allowed = 0 if watch.is_held else GRACE
    report.check(
        watch.grown_at <= allowed, f"{name}: votes came in {watch.grown_at:.3f} s after the close"
    )


def check_sealed(report, name, watch, receipts):
    """Whoever got a receipt finds the code in the published list with the choice, and the recount passes."""
    if not report.check(seal(watch.poll), f"{name}: the poll was not sealed"):
        return
    watch.poll.refresh_from_db()
    passes, published = city.recounted(watch.poll, os.environ["SPILNO_DRILL_FOLDER"])
    report.check(passes, f"{name}: the recount does not pass")
    report.check(
        published == {answer.code: sorted(answer.choices.values()) for answer in receipts},
        f"{name}: the published ballots are not those that the receipts tell of",
    )


def main(words):
    asked = arguments(words)
    report = Report(f"deadline · {connection.vendor}")
    city.found()
    voters = city.people(asked.people)
    chance = random.Random(asked.seed)  # noqa: S311 - invented
    with served() as server:
        warm_up(server, voters, asked)
        for number in range(1, asked.rounds + 1):
            watch, answers = one_round(server, number, asked, voters)
            weigh(report, number, watch, answers)
            after = cast(server, voters[0], watch.poll, city.marked(watch.poll, chance))
            report.check(after.is_refused, f"round {number}: {after.status} after the sealing")
        return report.end(server)


def weigh(report, number, watch, answers):
    name = f"round {number}"
    receipts = [answer for _person, answer in answers if answer.code]
    check_answers(report, name, watch, answers)
    check_counts(report, name, watch, receipts)
    check_sealed(report, name, watch, receipts)
    begun_before = [answer for _person, answer in answers if answer.begun_at <= watch.close]
    report.row(
        round=number,
        held="yes" if watch.is_held else "no",
        receipts=len(receipts),
        in_database=watch.readings[-1][2],
        refused_on_the_way=sum(answer.is_refused for answer in begun_before),
        refused_after=len(answers) - len(begun_before),
        last_growth_ms=round(watch.grown_at * 1000),
        last_receipt_ms=round(
            max((a.came_at for a in receipts), default=0) * 1000 - watch.close * 1000
        ),
        readings=len(watch.readings),
    )
