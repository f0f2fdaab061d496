"""The measuring behind script/bench: servers, content, load, figures. Its method stands in docs/performance.md."""

import argparse
import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlencode

TOP = Path(__file__).resolve().parents[1]
WORKERS, CONNECTIONS = 2, 16
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT, PG_PORT, REDIS_PORT = free_port(), free_port(), free_port()


def manage(env, *words):
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=TOP, env=env, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


# — what the site runs on —


@contextlib.contextmanager
def sqlite(folder):
    """The embedded way of running: SQLite in WAL, each worker's own memory as cache."""
    yield {"DJANGO_SETTINGS_MODULE": "bilatserkva_site.settings.demo"}, {}


@contextlib.contextmanager
def postgresql(folder):
    """The council's servers: production settings, PostgreSQL, Redis. Yields (settings, settings of the web server)."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    where = programs[-1] if programs else Path(shutil.which("initdb") or "/missing/initdb").parent
    if not (where / "initdb").exists() or not shutil.which("redis-server"):
        raise FileNotFoundError("PostgreSQL and Redis are not installed: this part is left out.")
    as_postgres = ["setpriv", "--reuid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    data = folder / "pg"
    data.mkdir()
    if as_postgres:
        shutil.chown(folder, "postgres")
        shutil.chown(data, "postgres")
    run = [*as_postgres, str(where / "initdb"), "-D", data, "-A", "trust", "-U", "postgres"]
    subprocess.run([*run, "-E", "UTF8", "--locale=C.UTF-8"], check=True, capture_output=True)
    options = f"-p {PG_PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    start = [*as_postgres, str(where / "pg_ctl"), "-D", data, "-w", "-l", data / "log"]
    subprocess.run([*start, "-o", options, "start"], check=True, capture_output=True)
    redis = subprocess.Popen(
        ["redis-server", "--port", str(REDIS_PORT), "--bind", "127.0.0.1", "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(
        [where / "createdb", "-h", "127.0.0.1", "-p", str(PG_PORT), "-U", "postgres", "bench"],
        check=True,
    )
    shared = {
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{PG_PORT}/bench",
        "CACHE_URL": f"redis://127.0.0.1:{REDIS_PORT}/0",
    }
    web = {
        "DJANGO_SETTINGS_MODULE": "bilatserkva_site.settings.production",
        "SECRET_KEY": os.urandom(40).hex(),
        "SPILNO_PEPPER": os.urandom(40).hex(),
        "ALLOWED_HOSTS": "localhost",
        "EMAIL_HOST": "localhost",
        "DEFAULT_FROM_EMAIL": "bench@example.org",
    }
    try:
        yield shared | {"DJANGO_SETTINGS_MODULE": "bilatserkva_site.settings.demo"}, web
    finally:
        redis.terminate()
        stop = [*as_postgres, str(where / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, capture_output=True)


@contextlib.contextmanager
def served(env):
    """gunicorn with two sync workers and preloading. Yields its workers' process ids."""
    command = [sys.executable, "-m", "gunicorn", "bilatserkva_site.wsgi", "--preload"]
    command += ["--bind", f"127.0.0.1:{PORT}", "--workers", str(WORKERS), "--timeout", "120"]
    command += ["--no-control-socket", "--log-level", "warning"]
    master = subprocess.Popen(command, cwd=TOP, env=env, start_new_session=True)
    try:
        for _attempt in range(150):
            time.sleep(0.2)
            children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
            if len(children) >= WORKERS and reached():
                break
        else:
            sys.exit("The server has not started.")
        yield [int(pid) for pid in children]
    finally:
        # The whole group: a worker in the middle of a request does not outlive the run.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(master.pid, signal.SIGKILL)
        master.wait(15)


def reached():
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", PORT), 1):
        return True
    return False


def cpu_ms(pids):
    """Returns the CPU milliseconds that the processes have used so far."""
    used = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        used += (int(fields[11]) + int(fields[12])) * TICK_MS
    return used


def pss_mb(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return None


THREADS = {
    "no_comments": "initiative without comments",
    "thread_10": "thread of 10",
    "thread_1000": "thread of 1,000",
    "branch_1000": "branch of 1,000",
}


# — the load —


def load(requests, seconds, connections, wanted=b" 200"):
    """Sends the requests in turn for some seconds over that many connections. Returns (latencies in ms, failures)."""
    latencies, failures, sent, number = [], 0, {}, 0
    until = time.perf_counter() + seconds
    with selectors.DefaultSelector() as selector:

        def begin():
            nonlocal number
            connection = socket.socket()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.connect(("127.0.0.1", PORT))
            sent[connection] = [time.perf_counter(), b""]
            connection.sendall(requests[number % len(requests)])
            number += 1
            selector.register(connection, selectors.EVENT_READ)

        for _number in range(connections):
            begin()
        while sent:
            for key, _events in selector.select(60):
                connection = key.fileobj
                piece = connection.recv(262144)
                if not sent[connection][1]:
                    sent[connection][1] = piece[:12]
                if piece:
                    continue
                selector.unregister(connection)
                connection.close()
                begun, head = sent.pop(connection)
                latencies.append((time.perf_counter() - begun) * 1000)
                failures += not head.endswith(wanted)
                if time.perf_counter() < until:
                    begin()
    return latencies, failures


def request(path, cookie=""):
    """Returns the bytes of a GET as a browser behind a TLS proxy sends it."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https"]
    lines += ["Accept-Encoding: gzip", "Connection: close"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def afresh(path):
    """An address that the page cache does not know: a parameter that no page has."""
    return f"{path}{'&' if '?' in path else '?'}afresh=1"


# — what is measured: run inside Django by manage.py shell —

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


def ask(env, script):
    return json.loads(manage(env, "shell", "--no-imports", "-c", script).strip().splitlines()[-1])


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


def measured(rows, pids, rounds, seconds):
    """Returns {name: figures}: rounds of all targets in turn, so that a slow minute of the machine hits them alike."""
    seen = {name: {"rates": [], "latencies": [], "cpu": 0, "requests": 0} for name in rows}
    for paths, cookie in rows.values():
        load([request(path, cookie) for path in paths], 0.3, WORKERS)
    for _round in range(rounds):
        for name, (paths, cookie) in rows.items():
            requests = [request(path, cookie) for path in paths]
            before, begun = cpu_ms(pids), time.perf_counter()
            crowd, failed = load(requests, seconds, CONNECTIONS)
            seen[name]["rates"].append(len(crowd) / (time.perf_counter() - begun))
            few, failed_too = load(requests, seconds / 2, WORKERS)
            if failed or failed_too:
                sys.exit(f"{name}: {failed + failed_too} answers were not 200.")
            seen[name]["latencies"] += few
            seen[name]["cpu"] += cpu_ms(pids) - before
            seen[name]["requests"] += len(crowd) + len(few)
    return {name: figures(row) for name, row in seen.items()}


def figures(row):
    times = sorted(row["latencies"])

    def percentile(share):
        return round(times[min(len(times) - 1, int(len(times) * share))], 2)

    return {
        "requests_per_s": round(statistics.median(row["rates"]), 1),
        "p50_ms": percentile(0.5),
        "p95_ms": percentile(0.95),
        "p99_ms": percentile(0.99),
        "cpu_ms": round(row["cpu"] / row["requests"], 2),
    }


def table(result):
    ok = result["targets"]["ok"]
    head = (
        f"## {result['database']}, {result['pages']} pages · PSS per worker {result['pss_mb']} MB"
    )
    lines = [
        head,
        "",
        "| target | requests/s | ÷ ok | p50 ms | p95 ms | p99 ms | CPU ms | queries |",
    ]
    lines.append("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, row in result["targets"].items():
        ratio = row["requests_per_s"] / ok["requests_per_s"]
        lines.append(
            f"| {name} | {row['requests_per_s']:.0f} | {ratio:.3f} | {row['p50_ms']} | {row['p95_ms']} "
            f"| {row['p99_ms']} | {row['cpu_ms']} | {row.get('queries', '')} |"
        )
    return "\n".join(lines)


def bench(database, sizes, rounds, seconds, only=""):
    """Yields a result for each size of the content on one database."""
    with tempfile.TemporaryDirectory(prefix="spilno-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with {"sqlite": sqlite, "postgresql": postgresql}[database](folder) as (shared, web):
            plain = {name: value for name, value in os.environ.items() if name not in shared}
            env = (
                plain | shared | {"SPILNO_VAR": str(folder / "var"), "SITE_URL": "http://localhost"}
            )
            manage(env, "prepare")
            manage(env, "make_pictures")
            for size in sizes:
                print(f"… {database}: content ×{size}", file=sys.stderr)
                manage(env, "populate", *SIZES[size])
                manage(env, "make_pictures") if size == sizes[0] else None
                found = ask(env | web, ADDRESSES)
                rows = targets(found)
                rows = {name: row for name, row in rows.items() if only in name or name == "ok"}
                with served(env | web) as pids:
                    result = measured(rows, pids, rounds, seconds)
                    weights = [pss_mb(pid) for pid in pids]
                paths = [[name, paths[0], cookie] for name, (paths, cookie) in rows.items()]
                paths = [row for row in paths if not row[1].startswith("/static/")]
                script = f"PATHS = {json.dumps(json.dumps(paths))}\n{QUERIES}"
                for name, count in ask(env | web, script).items():
                    result[name]["queries"] = count
                yield {
                    "database": database,
                    "pages": found["pages"],
                    "pss_mb": round(max(weights), 1),
                    "targets": result,
                }


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
    lines = [f"POST /discussion/{found['page']}/write/ HTTP/1.1", "Host: localhost"]
    lines += ["X-Forwarded-Proto: https", "Origin: https://localhost", f"Cookie: {cookie}"]
    lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n" + body).encode()


def comments(seconds):
    """Returns what posting comments costs on PostgreSQL with two workers, and whether one was lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="spilno-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with postgresql(folder) as (shared, web):
            plain = {name: value for name, value in os.environ.items() if name not in shared}
            env = (
                plain | shared | {"SPILNO_VAR": str(folder / "var"), "SITE_URL": "http://localhost"}
            )
            manage(env, "prepare")
            found = ask(env | web, WRITERS)
            manage(env | web, "migrate", "--verbosity", "0")  # the tables of tasks
            with served(env | web) as pids:
                requests = [posting(found, number) for number in range(int(seconds * 400))]
                load(requests[:20], 0.1, WORKERS, b" 302")
                warm = ask(env | web, WRITTEN)["written"]
                before, begun = cpu_ms(pids), time.perf_counter()
                times, failed = load(requests[20:], seconds, CONNECTIONS, b" 302")
                passed, used = time.perf_counter() - begun, cpu_ms(pids) - before
            row = {
                "rates": [len(times) / passed],
                "latencies": times,
                "cpu": used,
                "requests": len(times),
            }
            written = ask(env | web, WRITTEN)
            written["written"] -= warm
            return figures(row) | written | {"answered": len(times), "refused": failed}


ROLL = """
import hashlib, json, resource, tempfile, time
import django; django.setup()
from django.contrib.auth import get_user_model
from spilno_pages.residents import rolls
keepers = [get_user_model().objects.create_superuser(f"{name}@example.org") for name in "ab"]
def peak():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
def file(start):
    made = tempfile.TemporaryFile()
    made.write(b"person_tag,residence_basis,district\\n")
    for number in range(start, start + PEOPLE):
        made.write(f"{hashlib.sha256(str(number).encode()).hexdigest()},registered,center\\n".encode())
    made.seek(0)
    return made
found = {"mb_before": peak()}
for start, name in ((0, "first"), (PEOPLE // 40, "second")):
    source, began = file(start), time.perf_counter()
    roll = rolls.upload(source, name, by=keepers[0])
    checked = time.perf_counter()
    rolls.apply(roll, by=keepers[1])
    found[name] = {"check_s": round(checked - began, 1), "apply_s": round(time.perf_counter() - checked, 1), "mb_peak": peak()}
print(json.dumps(found))
"""


def roll(people):
    """Returns what checking a roll of so many residents and putting it in force cost, on SQLite."""
    with (
        tempfile.TemporaryDirectory(prefix="spilno-bench-") as made,
        sqlite(Path(made)) as (shared, _web),
    ):
        env = os.environ | shared | {"SPILNO_VAR": made}
        manage(env, "migrate", "--verbosity", "0")
        return ask(env, f"PEOPLE = {people}\n{ROLL}")


def main():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--size", type=int, choices=list(SIZES), action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="a target and round")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--roll", type=int, metavar="PEOPLE", help="a roll of residents alone")
    parser.add_argument("--only", default="", metavar="WORDS", help="targets with these words")
    parser.add_argument("--comments", action="store_true", help="posting of comments alone")
    asked = parser.parse_args()
    if asked.comments:
        print(comments(10 * asked.seconds))
        return
    if asked.roll:
        print(roll(asked.roll))
        return
    results = []
    for database in asked.database or ["sqlite", "postgresql"]:
        try:
            for result in bench(
                database, asked.size or [1, 10], asked.rounds, asked.seconds, asked.only
            ):
                results.append(result)
                print(table(result), end="\n\n", flush=True)
        except FileNotFoundError as missing:
            print(missing, file=sys.stderr)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
