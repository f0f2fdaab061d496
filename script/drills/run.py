"""Runs drills: makes a ground, runs each there as a process of its own, leaves nothing behind.

python -m script.drills.run NAME… [options of the drill] [--limit SECONDS]
"""

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import traceback
from itertools import takewhile

from .ground import ground
from .server import TOP

LIMIT = 1800  # seconds after which a drill that hangs is ended


def inside(name, words):
    """The drill itself, in the environment of its ground."""
    import django

    django.setup()
    try:
        return importlib.import_module(f".{name}", __package__).main(words)
    except Exception as error:  # noqa: BLE001 - whatever it is, the drill has not been passed
        traceback.print_exc()
        print(f"FAILED: {name}: {error}")
        return 1


def ended(*_args):
    raise SystemExit("ended by a signal")


def taken(words, option, otherwise):
    """Takes an option with a number out of the words. Returns (number, the other words)."""
    if option not in words:
        return otherwise, words
    place = words.index(option)
    return float(words[place + 1]), [*words[:place], *words[place + 2 :]]


def watched(name, words, env, limit):
    """Returns whether the drill was passed. The drill and all that it started are one group of processes, and end together."""
    command = [sys.executable, "-m", "script.drills.run", "--inside", name, *words]
    child = subprocess.Popen(command, cwd=TOP, env=env, start_new_session=True)
    try:
        return child.wait(limit) == 0
    except subprocess.TimeoutExpired:
        print(f"FAILED: {name} has not ended within {limit:.0f} s.")
        return False
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(20)


def main():
    words = sys.argv[1:]
    if words[0] == "--inside":
        return inside(words[1], words[2:])
    signal.signal(signal.SIGTERM, ended)
    limit, words = taken(words, "--limit", LIMIT)
    names = list(takewhile(lambda word: not word.startswith("-"), words))
    with ground("--own-postgresql" in words) as env:
        failed = [name for name in names if not watched(name, words[len(names) :], env, limit)]
    if len(names) > 1:
        print(f"FAILED: {' '.join(failed)}" if failed else "All drills: OK")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
