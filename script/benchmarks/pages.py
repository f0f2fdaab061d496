"""Rows for pages: of the demo city, cold, kept and signed in, at two sizes of the content."""

import json
import sys
from urllib.parse import quote

from .ground import ask, grounds, manage, pss_mb, served
from .load import measured, of_addresses

SIZES = {
    1: ["--organizations", "100", "--posts", "500", "--initiatives", "100", "--seed", "1"],
    10: ["--organizations", "400", "--posts", "5400", "--initiatives", "1700", "--seed", "2"],
}
WORDS = [
    "дворами",
    "парком",
    "ремонту",
    "набережної",
    "велосипедистів",
    "школі",
    "ініціативою",
    "волонтерам",
    "бюджетом",
    "дітей",
]

THREADS = {
    "no_comments": "initiative without comments",
    "thread_10": "thread of 10",
    "thread_1000": "thread of 1,000",
    "branch_1000": "branch of 1,000",
}


def afresh(path):
    """An address that the page cache does not know: a parameter that no page has."""
    return f"{path}{'&' if '?' in path else '?'}afresh=1"


# — run inside Django by manage.py shell —

ADDRESSES = """
import json
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from spilno_pages.models import *
from spilno_pages import generations, talkers
import random
User = get_user_model()
User.objects.filter(email__endswith="@spilno.example").update(is_active=False)
person, made = User.objects.get_or_create(email="bench@example.org")
from spilno_pages.residents.actions import agree
agree(person)
client = Client()
client.force_login(person)
def longest(model):
    return model.objects.live().filter(title__startswith=MODELS[model]).first() or model.objects.live().first()
MODELS = {OrganizationPage: "Рось жива", BlogPostPage: "Зимова толока", InitiativePage: "Тиха набережна"}
def first(model):
    return model.objects.order_by("depth", "path").first().get_url()
def threads():
    # Three of the populated initiatives, which are alike: 10 comments, 1,000, and one comment with 1,000 answers.
    quiet, long, deep, none = InitiativePage.objects.live().order_by("-pk")[:4]
    chance, people = random.Random(3), talkers.people()
    if not quiet.spilno_comments.exists():
        talkers.talk(quiet, 10, chance, people)
        talkers.talk(long, 1000, chance, people)
        (root,) = talkers.talk(deep, 1, chance, people)
        talkers.talk(deep, 1000, chance, people, root=root)
        generations.begin()
    branch = deep.spilno_comments.get(root=None)
    return {"no_comments": none.get_url(), "thread_10": quiet.get_url(), "thread_1000": long.get_url(), "branch_1000": f"/comments/{branch.pk}/branch/"}
print(json.dumps(threads() | {
    "cookie": "sessionid=" + client.cookies["sessionid"].value,
    "static": "/static/" + staticfiles_storage.stored_name("spilno_pages/spilno.css"),
    "home": "/spilno/",
    "organizations": first(OrganizationIndexPage),
    "organization": longest(OrganizationPage).get_url(),
    "post": longest(BlogPostPage).get_url(),
    "initiatives": first(InitiativeIndexPage),
    "initiative": longest(InitiativePage).get_url(),
    "pages": OrganizationPage.objects.count() + BlogPostPage.objects.count() + InitiativePage.objects.count(),
}))
"""

QUERIES = """
import json
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS = ["*"]
counts = {}
for name, path, cookie in json.loads(PATHS):
    client = Client(headers={"host": "localhost", "cookie": cookie, "x-forwarded-proto": "https"})
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    counts[name] = len(captured)
print(json.dumps(counts))
"""


def targets(found):
    """Returns {name: ([paths], cookie)} in the order of the table."""
    pages = ("home", "organizations", "organization", "post", "initiatives", "initiative")
    rows = {"ok": (["/healthz"], ""), "static file": ([found["static"]], "")}
    for page in pages:
        rows[f"{page}, cold"] = ([afresh(found[page])], "")
        rows[f"{page}, warm"] = ([found[page]], "")
        rows[f"{page}, signed in"] = ([found[page]], found["cookie"])
    for name, words in THREADS.items():
        rows[f"{words}, cold"] = ([afresh(found[name])], "")
        rows[f"{words}, signed in"] = ([found[name]], found["cookie"])
    rows["thread of 1,000, warm"] = ([found["thread_1000"]], "")
    rows["cabinet, signed in"] = (["/cabinet/"], found["cookie"])
    rows["search"] = ([f"/search/?q={quote(word)}" for word in WORDS], "")
    rows["suggestions"] = ([f"/search/suggest/?q={quote(word[:4])}" for word in WORDS], "")
    return rows


HEAD = [
    "| target | requests/s | ÷ ok | p50 ms | p95 ms | p99 ms | CPU ms | queries |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
]


def queries(serving, rows):
    """Returns {name: number} of the queries of rows' first addresses, each at its second visit."""
    paths = [[name, paths[0], cookie] for name, (paths, cookie) in rows.items()]
    paths = [row for row in paths if not row[1].startswith("/static/")]
    return ask(serving, f"PATHS = {json.dumps(json.dumps(paths))}\n{QUERIES}")


def table(result):
    ok = result["targets"]["ok"]
    head = (
        f"## {result['database']}, {result['pages']} pages · PSS per worker {result['pss_mb']} MB"
    )
    rows = [line(name, row, ok) for name, row in result["targets"].items()]
    return "\n".join([head, "", *HEAD, *rows])


def line(name, row, ok):
    ratio = row["requests_per_s"] / ok["requests_per_s"]
    return (
        f"| {name} | {row['requests_per_s']:.0f} | {ratio:.3f} | {row['p50_ms']} | {row['p95_ms']} "
        f"| {row['p99_ms']} | {row['cpu_ms']} | {row.get('queries', '')} |"
    )


def bench(database, sizes, rounds, seconds, only=""):
    """Yields a result for each size of the content on one database."""
    with grounds(database) as (env, serving):
        manage(env, "prepare")
        manage(env, "make_pictures")
        for size in sizes:
            print(f"… {database}: content ×{size}", file=sys.stderr)
            manage(env, "populate", *SIZES[size])
            manage(env, "make_pictures") if size == sizes[0] else None
            found = ask(serving, ADDRESSES)
            rows = targets(found)
            rows = {name: row for name, row in rows.items() if only in name or name == "ok"}
            with served(serving) as pids:
                seen = measured(of_addresses(rows), pids, rounds, seconds)
                weights = [pss_mb(pid) for pid in pids]
            result = {name: row.figures() for name, row in seen.items()}
            for name, count in queries(serving, rows).items():
                result[name]["queries"] = count
            yield {
                "database": database,
                "pages": found["pages"],
                "pss_mb": round(max(weights), 1),
                "targets": result,
            }
