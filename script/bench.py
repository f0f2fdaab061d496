"""The measuring behind script/bench: servers, content, load, figures. Its method stands in docs/performance.md."""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.comments import comments
from benchmarks.pages import SIZES, bench, table
from benchmarks.polls import polls, told
from benchmarks.rolls import roll


def options():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--size", type=int, choices=list(SIZES), action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="a target and round")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--roll", type=int, metavar="PEOPLE", help="a roll of residents alone")
    parser.add_argument("--only", default="", metavar="WORDS", help="targets with these words")
    parser.add_argument("--comments", action="store_true", help="posting of comments alone")
    parser.add_argument("--polls", action="store_true", help="pages, votes and counting alone")
    return parser


def results(asked):
    """Yields (result, its table) for each database and size."""
    for database in asked.database or ["sqlite", "postgresql"]:
        try:
            if asked.polls:
                result = polls(database, asked.rounds, asked.seconds)
                yield result, told(result)
                continue
            sizes = asked.size or [1, 10]
            for result in bench(database, sizes, asked.rounds, asked.seconds, asked.only):
                yield result, table(result)
        except FileNotFoundError as missing:
            print(missing, file=sys.stderr)


def main():
    asked = options().parse_args()
    if asked.comments:
        print(comments(10 * asked.seconds))
        return
    if asked.roll:
        print(roll(asked.roll))
        return
    found = []
    for result, words in results(asked):
        found.append(result)
        print(words, end="\n\n", flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
