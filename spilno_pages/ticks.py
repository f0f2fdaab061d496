"""Everything that is due, done once a minute by one process at a time."""

import fcntl
import logging
import tempfile
import zlib
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from . import generations
from .balloting import issue_missing
from .discussion.actions import daily_summary
from .notices.actions import mail_unsent
from .pictures import make_missing
from .polls.actions import checkpoint_due, seal_due
from .provisioning.actions import forget_invitations
from .questions.actions import remind
from .residents.actions import forget_codes, keep_clerks, remind_of_ends
from .submissions.actions import forget_addresses

NAME = "spilno-tick"
log = logging.getLogger(__name__)
# Sent by every tick, for what a site itself has to do in time.
ticked = Signal()
# A tick that was missed or stopped is made up for by the next ones.
LOOK_BACK = timedelta(minutes=30)


def lock_key():
    return zlib.crc32(NAME.encode())


@contextmanager
def alone():
    """Yields True to the only holder, False to anyone else: an advisory lock in PostgreSQL, a locked file beside SQLite."""
    if connection.vendor == "postgresql":
        key = lock_key()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            held = cursor.fetchone()[0]
            try:
                yield held
            finally:
                if held:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
        return
    name = str(connection.settings_dict["NAME"])
    path = (
        Path(name).with_suffix(".tick")
        if Path(name).is_file()
        else Path(tempfile.gettempdir(), NAME)
    )
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def forget():
    """Deletes what has served its purpose and names people: codes, invitations, addresses for an answer."""
    forget_codes()
    forget_invitations()
    forget_addresses()


def publish_scheduled():
    call_command("publish_scheduled", verbosity=0)


# In this order: people wait for a result, and for what was promised to appear.
STEPS = (
    publish_scheduled,
    issue_missing,
    seal_due,
    checkpoint_due,
    mail_unsent,
    remind_of_ends,
    keep_clerks,
    daily_summary,
    remind,
    forget,
)


def in_turn(step):
    """Does one step; one that fails is logged and keeps no other waiting."""
    try:
        step()
    except Exception:
        log.exception("A step of the tick failed: %s", step.__name__)


def tick():
    """Publishes and takes down what is scheduled, seals polls that are closed, writes checkpoints of those that are open, sends letters that did not go, reminds, makes pictures where no worker does. False when another process is at it."""
    with alone() as held:
        if held:
            for step in STEPS:
                in_turn(step)
            ticked.send(sender=None)
            if not settings.SPILNO_MAKE_PICTURES:
                make_missing(since=timezone.now() - LOOK_BACK)
            generations.settle()
    return held
