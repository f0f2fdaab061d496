"""Rows for comments: what posting costs with two workers, and whether one is lost or doubled."""

import time
from itertools import cycle
from urllib.parse import urlencode

from .ground import WORKERS, ask, cpu_ms, grounds, manage, served
from .load import CONNECTIONS, Seen, load, post

WRITERS = """
import json
from django.contrib.auth import get_user_model
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from spilno_pages import talkers
from spilno_pages.discussion.models import DiscussionSettings
from spilno_pages.models import InitiativePage
from spilno_pages.residents.actions import agree
from wagtail.models import Site
get_user_model().objects.filter(email__endswith="@spilno.example").update(is_active=False)
limits = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
for name in ("hourly_new", "hourly", "hourly_proven", "hourly_address"):
    setattr(limits, name, 32000)
limits.save()
cookies = []
for resident in talkers.people():
    agree(resident.user)
    client = Client()
    client.force_login(resident.user)
    cookies.append(client.cookies["sessionid"].value)
page = InitiativePage.objects.live().order_by("-pk").first()
print(json.dumps({"cookies": cookies, "page": page.pk, "token": _get_new_csrf_string()}))
"""
WRITTEN = """
import json
from spilno_pages.discussion.models import Comment
words = list(Comment.objects.filter(comment__startswith="Міряємо:").values_list("comment", flat=True))
print(json.dumps({"written": len(words), "different": len(set(words))}))
"""


def posting(found, number):
    """Returns the bytes of a POST of one new comment by one of the writers."""
    body = urlencode(
        {"comment": f"Міряємо: думка номер {number}.", "csrfmiddlewaretoken": found["token"]}
    )
    cookie = (
        f"sessionid={found['cookies'][number % len(found['cookies'])]}; csrftoken={found['token']}"
    )
    return post(f"/discussion/{found['page']}/write/", body, cookie)


def comments(seconds):
    """Returns what posting comments costs on PostgreSQL with two workers, and whether one was lost or doubled."""
    with grounds("postgresql") as (env, serving):
        manage(env, "prepare")
        found = ask(serving, WRITERS)
        manage(serving, "migrate", "--verbosity", "0")  # the tables of tasks
        with served(serving) as pids:
            requests = [posting(found, number) for number in range(int(seconds * 400))]
            load(cycle(requests[:20]), 0.1, WORKERS, b" 302")
            warm = ask(serving, WRITTEN)["written"]
            before, begun = cpu_ms(pids), time.perf_counter()
            times, failed = load(cycle(requests[20:]), seconds, CONNECTIONS, b" 302")
            passed, used = time.perf_counter() - begun, cpu_ms(pids) - before
        row = Seen([len(times) / passed], times, [], used, len(times))
        written = ask(serving, WRITTEN)
        written["written"] -= warm
        return row.figures() | written | {"answered": len(times), "refused": failed}
