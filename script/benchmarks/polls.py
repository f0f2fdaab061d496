"""Rows for polls: the page, casting with two workers, and what the number of ballots costs; counting, sealing, recounting."""

import itertools
import json
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from .ground import TOP, ask, grounds, manage, served
from .load import Source, measured, of_addresses, percentile, post
from .pages import HEAD, afresh, line, queries

BALLOTS = 1_000, 100_000
LONGER = 3  # than a page is measured, a vote is
MOST = 600  # votes a second that there are people for
SPARE = 100
CODE = re.compile(rb'id="code">([A-Z2-7-]{32})<')


class Receipts:
    """Says of an answer whether it is a receipt, with a code that no other had."""

    def __init__(self):
        self.codes = set()

    def __call__(self, answer):
        found = CODE.search(answer)
        if not found or found[1] in self.codes:
            return False
        self.codes.add(found[1])
        return True


class Booth:
    """One poll, and the people who wait to vote in it, each once."""

    def __init__(self, found, token, cookies):
        self.found, self.token = found, token
        self.waiting = iter(cookies)
        self.receipts = Receipts()
        self.chance = random.Random(5)  # noqa: S311 - invented
        self.reader = next(self.waiting)
        self.votes = (self.vote(cookie) for cookie in self.waiting)
        self.key, self.path = str(found["poll"]), f"/polls/{found['poll']}/cast/"

    def fields(self):
        chosen = {name: self.chance.choice(codes) for name, codes in self.found["codes"].items()}
        return chosen | {"paper": self.found["paper"], "csrfmiddlewaretoken": self.token}

    def vote(self, cookie):
        return post(self.path, urlencode(self.fields()), f"{cookie}; csrftoken={self.token}")

    def pages(self):
        page = self.found["page"]
        return {
            "poll, cold": ([afresh(page)], ""),
            "poll, warm": ([page], ""),
            "poll, signed in": ([page], self.reader),
        }


class Hall:
    """A poll of few ballots and one of many, in one city, and the people who vote in both."""

    def __init__(self, env, serving, people):
        self.env, self.serving = env, serving
        self.fill()
        found = self.inside(f"voters({people})", serving)
        manage(serving, "migrate", "--verbosity", "0")  # the tables of tasks
        self.booths = [Booth(poll, found["token"], found["cookies"]) for poll in found["polls"]]

    def inside(self, call, env):
        path = {"PYTHONPATH": str(TOP / "script")}
        return ask(env | path, f"from benchmarks import inside_polls; inside_polls.{call}")

    def count(self):
        return self.inside("count()", self.serving)

    def fill(self):
        """Invented people vote until there are so many ballots."""
        few, many = BALLOTS
        self.inside(f"few({few})", self.env)
        manage(self.env, "populate", "--ballots", str(many))

    def vote_queries(self, booth):
        cookies = list(itertools.islice(booth.waiting, 3))
        call = f"queries({booth.path!r}, {booth.fields()!r}, {cookies!r})"
        return self.inside(call, self.serving)


def voting(hall, rounds, seconds):
    """Returns the rows of both polls, measured by turns: a slow minute of the machine hits few and many ballots alike."""
    before = hall.count()
    pages, named = {"ok": (["/healthz"], "")}, list(zip(BALLOTS, hall.booths, strict=True))
    for ballots, booth in named:
        pages |= {f"{name}, {ballots} ballots": row for name, row in booth.pages().items()}
    sources = of_addresses(pages)
    for ballots, booth in named:
        sources[f"vote, {ballots} ballots"] = Source(
            lambda booth=booth: booth.votes, booth.receipts, LONGER
        )
    with served(hall.serving) as pids:
        seen = measured(sources, pids, rounds, seconds)
    nothing_lost(hall, before)
    targets = {name: row.figures() for name, row in seen.items()}
    for name, count in queries(hall.serving, pages).items():
        targets[name]["queries"] = count
    for ballots, booth in named:
        asked, name = hall.vote_queries(booth), f"vote, {ballots} ballots"
        targets[name] |= {
            "queries": asked["queries"],
            "statements": asked["statements"],
            "crowd_p95_ms": percentile(seen[name].crowded, 0.95),
            "receipts": len(booth.receipts.codes),
        }
    return targets


def nothing_lost(hall, before):
    """Stops where a receipt has no ballot and no participation, or the other way round."""
    after = hall.count()
    for booth in hall.booths:
        if next(booth.waiting, None) is None:
            sys.exit("There were too few people to vote.")
        more = {now - then for now, then in zip(after[booth.key], before[booth.key], strict=True)}
        if more != {len(booth.receipts.codes)}:
            sys.exit(f"{len(booth.receipts.codes)} receipts, but in the database {more} more.")


def counting(hall, env, folder):
    """Returns the seconds that counting, sealing and a recount in an empty folder take."""
    found = hall.inside("tally()", env)
    file = folder / "results.json"
    found |= hall.inside(f"sealed({str(file)!r})", env)
    shutil.copy(TOP / "spilno_pages/polls/recount.py", folder)
    begun = time.perf_counter()
    run = [sys.executable, "-I", "recount.py", file.name]
    done = subprocess.run(run, cwd=folder, env={}, capture_output=True, text=True)
    found["recount_s"] = round(time.perf_counter() - begun, 2)
    if not found["sealed"] or done.returncode:
        sys.exit(f"The recount failed:\n{done.stdout}{done.stderr}")
    return found


def polls(database, rounds, seconds):
    """Returns the rows for polls on one database."""
    with grounds(database) as (env, serving):
        manage(env, "prepare")
        people = int(MOST * 1.5 * LONGER * (rounds * seconds + 1)) + SPARE
        hall = Hall(env, serving, people)
        print(f"… {database}", file=sys.stderr)
        targets = voting(hall, rounds, seconds)
        folder = Path(env["SPILNO_VAR"]) / "recount"
        folder.mkdir()
        return {
            "database": database,
            "targets": targets,
            "counting": counting(hall, env, folder),
        }


def told(result):
    """Returns the tables of a result in Markdown."""
    rows = result["targets"]
    votes = [rows[f"vote, {ballots} ballots"] for ballots in BALLOTS]
    few, many = (vote["cpu_ms"] for vote in votes)
    lines = [f"## {result['database']}", "", *HEAD]
    lines += [line(name, row, rows["ok"]) for name, row in rows.items()]
    lines += [
        "",
        f"{sum(vote['receipts'] for vote in votes)} receipts, as many ballots and participations.",
    ]
    lines += [f"A vote among 16 at once: p95 {max(vote['crowd_p95_ms'] for vote in votes)} ms.", ""]
    lines += [f"A vote with many ballots ÷ with few, CPU, by turns: {many / few:.2f}."]
    return "\n".join([*lines, json.dumps(result["counting"])])
