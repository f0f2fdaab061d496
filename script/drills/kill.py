"""kill -9 while people vote: every vote that was acknowledged is in, and whoever lost the answer may ask again.

By turns a worker of gunicorn is killed, all of gunicorn, and with --own-postgresql the database server, too.
"""

import argparse
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection

from . import city
from .clients import cast, crowd
from .ground import own_cluster
from .report import Report
from .server import served

PATIENCE = 60  # seconds in which somebody who lost an answer asks again
AGAIN = 0.3  # of the people vote twice


def arguments(words):
    parser = argparse.ArgumentParser(prog="script/drills/kill", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, help="2, or 3 with --own-postgresql; 20 for a long drill"
    )
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--people", type=int, default=600, help="who may vote in one round")
    parser.add_argument(
        "--own-postgresql", action="store_true", help="on a server made for it, killed as well"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


@dataclass
class Voter:
    """A person and what the site has told so far. receipt: the last one. is_unsure: an answer was lost since."""

    person: city.Person
    poll: object
    receipt: object = None
    is_unsure: bool = False
    is_in: bool = False
    wrong: list = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)

    def ask(self, server, chance):
        """Sends one vote. Returns whether the answer is lost."""
        answer = cast(server, self.person, self.poll, city.marked(self.poll, chance))
        if answer.is_lost:
            self.seen["broken" if answer.status == 0 else f"5xx: {answer.status}"] += 1
            self.is_unsure = True
        elif answer.code:
            self.seen["receipts"] += 1
            self.receipt, self.is_unsure, self.is_in = answer, False, True
        elif answer.is_counted and not self.poll.allow_change and (self.is_in or self.is_unsure):
            self.seen["counted"] += 1
            self.is_unsure, self.is_in = False, True
        elif answer.status != 429:
            self.wrong.append(f"an answer of {answer.status} that nobody should get")
        return answer.is_lost

    def vote(self, server, chance):
        """Votes, and asks again until there is an answer."""
        until = time.monotonic() + PATIENCE
        while self.ask(server, chance):
            if time.monotonic() > until:
                self.wrong.append(f"no answer within {PATIENCE} s")
                return
            self.seen["retries"] += 1
            time.sleep(0.1)


def voting(server, voters, stop, seed):
    def work(part):
        chance = random.Random(seed * 1000 + part)  # noqa: S311 - invented
        for voter in voters[part]:
            if stop.is_set():
                return
            voter.vote(server, chance)
            if chance.random() < AGAIN:
                voter.vote(server, chance)

    return work


def strike(kind, server, chance):
    """Kills, starts again what does not start by itself, and returns when the site answers."""
    if kind == "postgresql":
        cluster = own_cluster()
        cluster.kill()
        cluster.restart()
    elif kind == "server":
        server.kill()
        server.start()
    else:
        server.kill_worker(chance)
    server.wait()


def struck(kind, server, voters, asked, seed):
    """One round: people vote, something is killed, people go on. Returns the seconds until the site answered again."""
    chance, stop = random.Random(seed), threading.Event()  # noqa: S311 - invented
    parts = [voters[part :: asked.clients] for part in range(asked.clients)]
    with ThreadPoolExecutor(1) as pool:
        work = voting(server, parts, stop, seed)
        crowding = pool.submit(crowd, work, range(asked.clients))
        try:
            time.sleep(chance.uniform(0.7, 1.7))
            begun = time.monotonic()
            strike(kind, server, chance)
            away = time.monotonic() - begun
            time.sleep(1)
        finally:
            stop.set()
        crowding.result(PATIENCE * 2)
    connection.close()  # the drill's own may have died with the server
    return away


def check_voters(report, name, poll, voters):
    """Returns how many acknowledged votes the database has lost."""
    found, tags, lost = city.ballots(poll), city.tags(poll, [voter.person for voter in voters]), 0
    for voter in voters:
        rows = found.get(tags[voter.person], [])
        report.check(len(rows) == voter.is_in, f"{name}: {len(rows)} ballots of one person")
        if voter.receipt and not voter.is_unsure:
            said = (voter.receipt.code, sorted(voter.receipt.choices.values()))
            lost += not report.check(
                said in rows, f"{name}: an acknowledged vote is lost; it said {said}, found {rows}"
            )
    return lost


def weigh(report, name, kind, polls, voters, away):
    seen = sum((voter.seen for voter in voters), Counter())
    for voter in voters:
        for words in voter.wrong:
            report.check(False, f"{name}: {words}")
    troubles = {words: times for words, times in seen.items() if words.startswith("5xx")}
    report.check(kind == "postgresql" or not troubles, f"{name}: answers of {troubles}")
    lost = sum(
        check_voters(report, name, poll, [voter for voter in voters if voter.poll is poll])
        for poll in polls
    )
    report.row(
        round=name,
        killed=kind,
        away_s=f"{away:.1f}",
        receipts=seen["receipts"],
        broken=seen["broken"],
        in_trouble=" ".join(f"{words[5:]}×{times}" for words, times in troubles.items()),
        retries=seen["retries"],
        counted_already=seen["counted"],
        lost=lost,
    )
    return seen["retries"]


def check_totals(report, polls, voters):
    for poll in polls:
        there = sum(voter.is_in for voter in voters if voter.poll is poll)
        _now, took, ballots = city.counts(poll)
        report.check(
            took == ballots == there,
            f"{poll}: {there} people have voted, {took} participations, {ballots} ballots",
        )


def main(words):
    asked = arguments(words)
    kinds = ["worker", "server", *(["postgresql"] if own_cluster() else [])]
    report = Report(f"kill · {connection.vendor}")
    city.found()
    polls = [city.poll("Можна змінити"), city.poll("Без змін", allow_change=False)]
    everyone, hit = [], 0
    with served() as server:
        for number in range(asked.rounds or len(kinds)):
            kind = kinds[number % len(kinds)]
            voters = [
                Voter(person, polls[place // asked.clients % 2])
                for place, person in enumerate(city.people(asked.people))
            ]
            everyone += voters
            away = struck(kind, server, voters, asked, asked.seed * 100 + number)
            hit += weigh(report, f"{number + 1}", kind, polls, voters, away)
        check_totals(report, polls, everyone)
        report.check(hit, "nothing was under way when it was killed")
        return report.end(server)
