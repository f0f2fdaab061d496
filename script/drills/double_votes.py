"""Many votes of few people at once: each counts once. Half of the people may change their vote, half may not."""

import argparse
import random
import time
from collections import Counter, defaultdict
from itertools import zip_longest

from django.db import connection

from . import city
from .clients import cast, crowd
from .report import Report
from .server import served

AT_ONCE = 4  # people whose votes come in together, so that votes of one person truly meet


def arguments(words):
    parser = argparse.ArgumentParser(prog="script/drills/double-votes", description=__doc__)
    parser.add_argument("--votes", type=int, default=1000, help="10000 for a long drill")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


def line(voters, votes, chance):
    """Returns the people in the order in which they vote: everyone at least once, a few at a time."""
    order, groups = [], [voters[at : at + AT_ONCE] for at in range(0, len(voters), AT_ONCE)]
    for place, group in enumerate(groups):
        share = votes * (place + 1) // len(groups) - votes * place // len(groups)
        some = group + [chance.choice(group) for _more in range(share - len(group))]
        chance.shuffle(some)
        order += some
    return order


def voted(server, order, poll_of, clients, seed):
    """Returns [(Person, Answer)]."""

    def work(part):
        chance = random.Random(seed * 1000 + part)  # noqa: S311 - invented
        return [
            (person, cast(server, person, poll_of[person], city.marked(poll_of[person], chance)))
            for person in order[part::clients]
        ]

    return [pair for pairs in crowd(work, range(clients)) for pair in pairs]


def check_answers(report, answers, fixed):
    odd = Counter(
        f"{answer.status}{' without a receipt' if answer.status == 200 else ''}"
        for _person, answer in answers
        if not (answer.code or answer.is_counted or answer.status == 429)
    )
    report.check(not odd, f"answers that nobody should get: {dict(odd)}")
    receipts = Counter(person for person, answer in answers if answer.code and person in fixed)
    many = [number for number in receipts.values() if number != 1]
    report.check(
        not many and len(receipts) == len(fixed),
        f"where a vote stays as it is, {len(receipts)} of {len(fixed)} people got receipts, {len(many)} of them several",
    )


def check_ballots(report, poll, voters, receipts):
    """Each person's one ballot is what one of the person's own receipts says."""
    found, tags = city.ballots(poll), city.tags(poll, voters)
    stray = set(found) - set(tags.values())
    report.check(not stray, f"{len(stray)} ballots belong to nobody")
    for person, tag in tags.items():
        rows = found.get(tag, [])
        if not report.check(len(rows) == 1, f"{len(rows)} ballots of one person"):
            continue
        code, codes = rows[0]
        report.check(city.is_whole(poll, codes), f"a ballot with the choices {codes}")
        said = receipts[person].get(code)
        report.check(said == codes, f"a ballot says {codes}, its receipt {said}")


def main(words):
    asked = arguments(words)
    report = Report(f"double-votes · {connection.vendor}")
    city.found()
    voters = city.people(asked.people)
    changing, fixed = voters[: asked.people // 2], voters[asked.people // 2 :]
    polls = {True: city.poll("Можна змінити"), False: city.poll("Без змін", allow_change=False)}
    poll_of = dict.fromkeys(changing, polls[True]) | dict.fromkeys(fixed, polls[False])
    chance = random.Random(asked.seed)  # noqa: S311 - invented
    halves = [line(changing, asked.votes // 2, chance), line(fixed, -(-asked.votes // 2), chance)]
    # The two polls fill at the same time, each in bursts.
    order = [person for pair in zip_longest(*halves) for person in pair if person]
    with served() as server:
        begun = time.perf_counter()
        answers = voted(server, order, poll_of, asked.clients, asked.seed)
        passed = time.perf_counter() - begun
        weigh(report, answers, passed, polls, (changing, fixed))
        return report.end(server)


def weigh(report, answers, passed, polls, halves):
    receipts = defaultdict(dict)
    for person, answer in answers:
        if answer.code:
            receipts[person][answer.code] = sorted(answer.choices.values())
    took = sum(city.counts(poll)[1] for poll in polls.values())
    cast_in_all = sum(city.counts(poll)[2] for poll in polls.values())
    number = sum(map(len, halves))
    report.check(took == number, f"{took} participations of {number} people")
    report.check(cast_in_all == number, f"{cast_in_all} ballots of {number} people")
    check_answers(report, answers, set(halves[1]))
    for poll, voters in zip(polls.values(), halves, strict=True):
        check_ballots(report, poll, voters, receipts)
    statuses = Counter(answer.status for _person, answer in answers)
    report.row(
        votes=len(answers),
        people=number,
        ballots=cast_in_all,
        participations=took,
        receipts=sum(bool(answer.code) for _person, answer in answers),
        counted_already=sum(answer.is_counted for _person, answer in answers),
        votes_per_s=round(len(answers) / passed),
        statuses=" ".join(f"{status}×{times}" for status, times in sorted(statuses.items())),
    )
