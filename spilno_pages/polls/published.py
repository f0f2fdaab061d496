"""What is published of a sealed poll: results.json and results.csv. The format is told in docs/trust.md."""

import csv
import json
from datetime import UTC

from django.db import connection
from django.db.models.functions import Collate

from ..spreadsheets import harmless
from . import keys
from .canonical import canonical
from .models import Option, Poll, SealedBallot

FORMAT = "spilno-poll"
VERSION = 1
BATCH = 2000


def when(at):
    """Returns the moment as the file has it: UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def paper_in(poll: Poll):
    """Returns the frozen paper as plain data; its digest is the poll's content hash (papers.paper_of_draft)."""
    options = {}
    rows = Option.objects.filter(question__poll=poll).order_by("number")
    for option in rows:
        options.setdefault(option.question_id, []).append(option)
    return {
        "allow_change": poll.allow_change,
        "district": poll.district_slug,
        "kind": poll.kind,
        "min_level": poll.min_level,
        "poll": str(poll.key),
        "questions": [
            {
                "help": question.help,
                "kind": question.kind,
                "max": question.most,
                "min": question.least,
                "number": question.number,
                "options": [
                    {
                        "abstention": option.is_abstention,
                        "code": f"{question.number}.{option.number}",
                        "cost": option.cost,
                        "help": option.help,
                        "text": option.text,
                    }
                    for option in options.get(question.pk, [])
                ],
                "scale": [question.low, question.high],
                "text": question.text,
            }
            for question in poll.questions.order_by("number")
        ],
        "title": poll.title,
    }


def head_of(poll, *, sealed_at, counts, participation, entitled, breakdown, checkpoint):
    """Returns all of the results file but ballots and signature: what is signed."""
    paper = paper_in(poll)
    codes = [option["code"] for question in paper["questions"] for option in question["options"]]
    return {
        "format": FORMAT,
        "version": VERSION,
        "paper": paper,
        "content_hash": poll.content_hash,
        "revision": poll.revision,
        "opened_at": when(poll.opens_at),
        "closed_at": when(poll.closes_at),
        "sealed_at": when(sealed_at),
        "participation": participation,
        "entitled": entitled,
        "turnout": breakdown,
        "counts": {code: counts.get(code, 0) for code in codes},
        "rounds": [],
        "merkle_root": checkpoint.merkle_root,
        "checkpoint": {
            "seq": checkpoint.seq,
            "ballots": checkpoint.ballots,
            "merkle_root": checkpoint.merkle_root,
            "prev_hash": checkpoint.prev_hash,
            "hash": checkpoint.hash,
        },
        "public_key": keys.public_key(),
    }


def entry(ballot):
    row = {"leaf": ballot.leaf, "choices": ballot.choices, "salt": bytes(ballot.salt).hex()}
    return row | ({"name": ballot.name} if ballot.name else {})


def listed(poll):
    """Yields the published ballots in the order of their leaves' letters, whatever language the database sorts by."""
    plain = "C" if connection.vendor == "postgresql" else "binary"
    ballots = SealedBallot.objects.filter(poll=poll)
    return ballots.order_by(Collate("leaf", plain)).iterator(BATCH)


def as_json(poll: Poll):
    """Yields the text of results.json, a ballot a line: it may be twenty megabytes."""
    head = canonical(poll.result | {"signature": poll.signature}).decode()
    yield head[:-1] + ',"ballots":['
    first = True
    for ballot in listed(poll):
        yield ("\n" if first else ",\n") + canonical(entry(ballot)).decode()
        first = False
    yield "\n]}\n"


class Echo:
    def write(self, row):
        return row


def as_csv(poll: Poll):
    """Yields the lines of results.csv: a ballot a line, a column a question, the words of what was chosen."""
    questions = poll.result["paper"]["questions"]
    asked = [question for question in questions if question["options"]]
    words = {option["code"]: option["text"] for question in asked for option in question["options"]}
    writer = csv.writer(Echo())
    named = ["name"] if poll.is_named else []
    yield "\ufeff" + writer.writerow(
        ["leaf", "salt", *named, *(harmless(question["text"]) for question in asked)]
    )
    for ballot in listed(poll):
        chosen = [
            harmless(
                "; ".join(
                    words[code]
                    for code in sorted(ballot.choices, key=place_of)
                    if code.split(".")[0] == str(question["number"])
                )
            )
            for question in asked
        ]
        name = [harmless(ballot.name)] if poll.is_named else []
        yield writer.writerow([ballot.leaf, bytes(ballot.salt).hex(), *name, *chosen])


def place_of(code):
    return [int(part) for part in code.split(".")]


def loaded(poll):
    """Returns the results file as plain data."""
    return json.loads("".join(as_json(poll)))
