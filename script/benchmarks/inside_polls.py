"""What the rows for polls need done inside Django: `manage.py shell` calls it, with script/ on the path."""

import hashlib
import json
import string
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.crypto import get_random_string

from spilno_pages.models import District
from spilno_pages.polls import bulk, published, tallies
from spilno_pages.polls.actions import seal
from spilno_pages.polls.models import Ballot, Participation
from spilno_pages.polls.papers import paper_of
from spilno_pages.pollsters import measured_poll
from spilno_pages.residents.ages import BANDS
from spilno_pages.residents.models import Basis, Consent, Level, Resident
from spilno_pages.residents.rules import versions_in_force

BATCH = 1000
DAY = timedelta(days=1)
ADULTS = [name for name, _words in BANDS[1:]]
FEW = "Мале виміряне голосування"


def both():
    """Returns the polls that are measured: one of few ballots, one that populate fills."""
    return [measured_poll(FEW), measured_poll()]


def few(number):
    """Fills the poll of few ballots."""
    tell(ballots=bulk.stuff(measured_poll(FEW), number))


def voters(number):
    """Makes so many residents who may vote, signed in and agreed to everything, and tells what their requests need."""
    users = get_user_model().objects
    users.filter(email__endswith="@spilno.example").update(is_active=False)
    people = users.bulk_create(
        (
            users.model(email=f"voter{place}@voters.example", password=make_password(None))
            for place in range(number)
        ),
        batch_size=BATCH,
    )
    districts = list(District.objects.values_list("pk", flat=True)) or [None]
    Resident.objects.bulk_create(
        (
            Resident(
                user=user,
                level=Level.RESIDENT,
                residence_basis=Basis.REGISTERED,
                valid_until=timezone.localdate() + 365 * DAY,
                proven_district_id=districts[place % len(districts)],
                age_band=ADULTS[place % len(ADULTS)],
                person_tag=hashlib.sha256(f"voter {place}".encode()).hexdigest(),
            )
            for place, user in enumerate(people)
        ),
        batch_size=BATCH,
    )
    versions = versions_in_force()
    Consent.objects.bulk_create(
        (Consent(user=user, version=version) for user in people for version in versions),
        batch_size=BATCH,
    )
    sessions = [session_of(user) for user in people]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    bulk.analyze()
    tell(
        polls=[on_paper(poll) for poll in both()],
        token=_get_new_csrf_string(),
        cookies=[f"sessionid={session.session_key}" for session in sessions],
    )


def on_paper(poll):
    """Returns what a request needs to know of a poll."""
    codes = {
        f"q{question.number}": [option.code for option in question.choices]
        for question in paper_of(poll).questions
    }
    return {
        "poll": poll.pk,
        "page": urlsplit(poll.page.get_url()).path,
        "paper": poll.content_hash,
        "codes": codes,
    }


def session_of(user):
    data = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    return Session(
        session_key=get_random_string(32, string.ascii_lowercase + string.digits),
        session_data=SessionStore().encode(data),
        expire_date=timezone.now() + 14 * DAY,
    )


def count():
    """Tells {key of a poll: [ballots, participations]}."""
    tell(
        **{
            str(poll.pk): [
                rows.objects.filter(poll=poll).count() for rows in (Ballot, Participation)
            ]
            for poll in both()
        }
    )


def queries(path, fields, cookies):
    """Casts a vote for each cookie; tells how many queries the last one took, and which."""
    settings.ALLOWED_HOSTS = ["*"]
    for cookie in cookies:
        client = Client(
            headers={"host": "localhost", "cookie": cookie, "x-forwarded-proto": "https"}
        )
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(path, fields)
        if answer.status_code != 200 or b'id="code"' not in answer.content:
            raise RuntimeError(f"{path}: {answer.status_code} is no receipt.")
    tell(queries=len(captured), statements=[query["sql"] for query in captured])


def tally():
    """Tells how long it takes to count an open poll that nobody has counted yet."""
    poll = measured_poll()
    cache.delete_many([f"spilno-poll-tally-{poll.pk}", f"spilno-poll-step-{poll.key}"])
    begun = time.perf_counter()
    tallies.running(poll)
    tell(tally_s=round(time.perf_counter() - begun, 3))


def sealed(file):
    """Closes the poll and seals it, puts the published file where it is asked, and tells how long each took."""
    poll = bulk.close_soon(measured_poll())
    time.sleep(0.1)
    begun = time.perf_counter()
    done = seal(poll)
    over = time.perf_counter()
    poll.refresh_from_db()
    with Path(file).open("w", encoding="utf-8") as out:
        out.writelines(published.as_json(poll))
    tell(
        sealed=done,
        ballots=poll.result["participation"],
        seal_s=round(over - begun, 2),
        file_s=round(time.perf_counter() - over, 2),
        file_mb=round(Path(file).stat().st_size / 2**20, 1),
    )


def tell(**facts):
    print(json.dumps(facts, ensure_ascii=False))
