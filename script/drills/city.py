"""The city of a drill: its pages, people who may vote, polls; and what the database has of them."""

import json
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from bilatserkva_site.founding import found_city
from bilatserkva_site.health import migrated
from spilno_pages.founding import add_page, fresh
from spilno_pages.models import PollIndexPage, PollPage, SpilnoHomePage
from spilno_pages.polls import keys, recount
from spilno_pages.polls.ballot_tags import ballot_tag, code_of, voter_of
from spilno_pages.polls.models import Ballot, Participation
from spilno_pages.polls.papers import paper_of
from spilno_pages.polls.published import as_json
from spilno_pages.residents.models import Basis, Level, Resident

QUESTIONS = [
    (
        "one",
        {"text": "Який двір?", "options": [{"text": "Вербова"}, {"text": "Бульвар"}]},
    ),
    (
        "one",
        {
            "text": "Що спершу?",
            "options": [{"text": "Лавки"}, {"text": "Світло"}, {"text": "Клен"}],
        },
    ),
]


@dataclass(frozen=True)
class Person:
    """A verified resident who is signed in."""

    resident: Resident
    session: str


def found():
    """Makes the city in an empty database; where an earlier drill has made it, nothing is done."""
    if migrated():
        return
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    found_city("localhost", 80)


def session_of(user):
    store = SessionStore(session_key=get_random_string(32).lower())
    return store.create_model_instance(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )


def people(number):
    """Returns so many new Person."""
    model = get_user_model()
    first = model.objects.count()
    users = model.objects.bulk_create(
        model(email=f"voter{place}@example.org", password=f"!{place}")
        for place in range(first, first + number)
    )
    residents = Resident.objects.bulk_create(
        Resident(
            user=user,
            display_name=f"Виборець {user.pk}",
            person_tag=f"{user.pk:064x}",
            level=Level.RESIDENT,
            residence_basis=Basis.REGISTERED,
            valid_until=timezone.localdate() + timedelta(days=365),
        )
        for user in users
    )
    sessions = Session.objects.bulk_create(session_of(user) for user in users)
    return [
        Person(resident, session.session_key)
        for resident, session in zip(residents, sessions, strict=True)
    ]


def poll(title, seconds=86_400, allow_change=True):
    """Returns the Poll of a new page: open now, for so many seconds."""
    index = PollIndexPage.objects.child_of(SpilnoHomePage.objects.first()).get()
    page = PollPage(
        title=title,
        questions=QUESTIONS,
        allow_change=allow_change,
        closes_at=timezone.now() + timedelta(seconds=seconds),
    )
    return fresh(add_page(index, page)).poll


def marked(poll, chance):
    """Returns {"q1": code, …}: a ballot somebody may fill in."""
    return {
        f"q{question.number}": chance.choice(question.choices).code
        for question in paper_of(poll).questions
    }


def counts(poll):
    """Returns (the database's own clock in seconds, participations, ballots), read by one statement."""
    clock = (
        "extract(epoch FROM clock_timestamp())"
        if connection.vendor == "postgresql"
        else "(julianday(strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')) - 2440587.5) * 86400.0"
    )
    tables = [Participation._meta.db_table, Ballot._meta.db_table]
    each = ", ".join(f"(SELECT count(*) FROM {name} WHERE poll_id = %s)" for name in tables)  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {clock}, {each}", [poll.pk, poll.pk])
        now, took, ballots = cursor.fetchone()
    return float(now), took, ballots


def ballots(poll):
    """Returns {ballot tag: [(code of the receipt, [codes of options])]}: lists, for a broken database may hold two."""
    found = defaultdict(list)
    rows = Ballot.objects.filter(poll=poll).values_list("ballot_tag", "salt", "choices")
    for tag, salt, choices in rows:
        found[tag].append((code_of(salt), sorted(choices)))
    return found


def tags(poll, voters):
    """Returns {Person: ballot tag}, which only somebody with the poll's key can tell."""
    key = keys.read(poll)
    return {person: ballot_tag(key, voter_of(person.resident, poll).person) for person in voters}


def is_whole(poll, codes):
    """True for one option of each question."""
    asked = [str(question.number) for question in paper_of(poll).questions]
    return sorted(code.split(".")[0] for code in codes) == sorted(asked)


def recounted(poll, folder):
    """Runs the recount on what is published of a sealed poll, as a resident does. Returns (passes, {code: [options]})."""
    path = Path(folder) / f"results-{poll.pk}.json"
    path.write_text("".join(as_json(poll)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", recount.__file__, path], capture_output=True, timeout=120
    )
    published = json.loads(path.read_text(encoding="utf-8"))["ballots"]
    found = {code_of(bytes.fromhex(row["salt"])): sorted(row["choices"]) for row in published}
    return done.returncode == 0, found


def sleep_until(moment):
    time.sleep(max(0, moment - time.time()))
