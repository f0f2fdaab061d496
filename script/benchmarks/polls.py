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


class Hall:
    """The poll and the people who wait to vote in it, each once."""

    def __init__(self, env, serving, number):
        self.env, self.serving = env, serving
        self.found = self.inside(f"voters({number})", serving)
        self.waiting = iter(self.found["cookies"])
        self.chance = random.Random(5)  # noqa: S311 - invented
        self.reader = next(self.waiting)
        self.votes = (self.vote(cookie) for cookie in self.waiting)
        self.path = f"/polls/{self.found['poll']}/cast/"

    def inside(self, call, env):
        path = {"PYTHONPATH": str(TOP / "script")}
        return ask(env | path, f"from benchmarks import inside_polls; inside_polls.{call}")

    def count(self):
        return self.inside("count()", self.serving)

    def fill(self, ballots):
        """Invented people vote until there are so many ballots."""
        manage(self.env, "populate", "--ballots", str(ballots - self.count()["ballots"]))

    def fields(self):
        chosen = {name: self.chance.choice(codes) for name, codes in self.found["codes"].items()}
        return chosen | {"paper": self.found["paper"], "csrfmiddlewaretoken": self.found["token"]}

    def vote(self, cookie):
        cookie = f"{cookie}; csrftoken={self.found['token']}"
        return post(self.path, urlencode(self.fields()), cookie)

    def vote_queries(self):
        cookies = list(itertools.islice(self.waiting, 3))
        return self.inside(f"queries({self.path!r}, {self.fields()!r}, {cookies!r})", self.serving)

    def pages(self):
        page = self.found["page"]
        return {
            "ok": (["/healthz"], ""),
            "poll, cold": ([afresh(page)], ""),
            "poll, warm": ([page], ""),
            "poll, signed in": ([page], self.reader),
        }


def one_size(hall, rounds, seconds):
    """Returns the rows of the page and of casting with as many ballots as there are, and whether a vote was lost."""
    before, receipts, pages = hall.count(), Receipts(), hall.pages()
    sources = of_addresses(pages)
    sources["vote"] = Source(lambda: hall.votes, receipts, LONGER)
    with served(hall.serving) as pids:
        seen = measured(sources, pids, rounds, seconds)
    if next(hall.waiting, None) is None:
        sys.exit("There were too few people to vote.")
    after = hall.count()
    targets = {name: row.figures() for name, row in seen.items()}
    more = {name: after[name] - before[name] for name in after}
    if set(more.values()) != {len(receipts.codes)}:
        sys.exit(f"{len(receipts.codes)} receipts, but in the database {more}.")
    for name, count in queries(hall.serving, pages).items():
        targets[name]["queries"] = count
    asked = hall.vote_queries()
    targets["vote"] |= {
        "queries": asked["queries"],
        "statements": asked["statements"],
        "crowd_p95_ms": percentile(seen["vote"].crowded, 0.95),
        "receipts": len(receipts.codes),
    }
    return {"ballots": before["ballots"], "targets": targets}


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
        manage(env, "populate", "--ballots", str(BALLOTS[0]))
        rate = MOST * 1.5 * LONGER
        number = int(len(BALLOTS) * rate * (rounds * seconds + 1)) + SPARE
        hall, sizes = Hall(env, serving, number), []
        manage(serving, "migrate", "--verbosity", "0")  # the tables of tasks
        for ballots in BALLOTS:
            print(f"… {database}: {ballots} ballots", file=sys.stderr)
            hall.fill(ballots) if sizes else None
            sizes.append(one_size(hall, rounds, seconds))
        folder = Path(env["SPILNO_VAR"]) / "recount"
        folder.mkdir()
        return {
            "database": database,
            "sizes": sizes,
            "counting": counting(hall, env, folder),
        }


def told(result):
    """Returns the tables of a result in Markdown."""
    lines = []
    for size in result["sizes"]:
        vote = size["targets"]["vote"]
        lines += [f"## {result['database']}: {size['ballots']} ballots", "", *HEAD]
        lines += [line(name, row, size["targets"]["ok"]) for name, row in size["targets"].items()]
        lines += ["", f"{vote['receipts']} receipts, as many ballots and participations."]
        lines += [f"A vote among 16 at once: p95 {vote['crowd_p95_ms']} ms.", ""]
    few, many = (size["targets"]["vote"]["cpu_ms"] for size in result["sizes"])
    lines += [f"A vote with many ballots ÷ with few, CPU: {many / few:.2f}."]
    return "\n".join([*lines, json.dumps(result["counting"])])
