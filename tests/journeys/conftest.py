"""A real server with the demo city and a real browser: what people will meet."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import SimpleNamespace

import pytest

TOP = Path(__file__).resolve().parents[2]
PASSWORD = "journey-password-1"
# The shell first: a whole Chromium draws windows that nobody sees, and a page costs it three times as much.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
MISSING = (
    "no Chromium was found, so nothing was walked in a browser; "
    "on Debian or Ubuntu `sudo apt-get install chromium` brings it"
)


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason=MISSING))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_database(url):
    """Makes an empty PostgreSQL database beside the one of the suite. Returns its address."""
    import psycopg

    address, _, name = url.rpartition("/")
    own = f"{name.partition('?')[0]}_journeys"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{own}"')
    return f"{address}/{own}"


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """The demo city served by gunicorn as script/server does it: .url, .letters(), .password and .manage(code)."""
    var = tmp_path_factory.mktemp("city")
    port = free_port()
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bilatserkva_site.settings.demo",
        "SPILNO_VAR": str(var),
        "SPILNO_DEMO_PASSWORD": PASSWORD,
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_FILE_PATH": str(var / "mail"),
    }
    if env.get("DATABASE_URL", "").startswith("postgres"):
        env["DATABASE_URL"] = own_database(env["DATABASE_URL"])
    else:
        env.pop("DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=TOP,
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "bilatserkva_site.wsgi", "--bind", f"127.0.0.1:{port}"]
        + ["--workers", "1", "--threads", "8", "--no-control-socket", "--log-level", "warning"],
        cwd=TOP,
        env=env,
    )
    try:
        wait_for(f"http://localhost:{port}/readyz")
        yield SimpleNamespace(
            url=f"http://localhost:{port}",
            password=PASSWORD,
            database=None if "DATABASE_URL" in env else var / "spilno.sqlite3",
            manage=lambda code: subprocess.run(
                [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
                cwd=TOP,
                env=env,
                check=True,
                stdout=subprocess.DEVNULL,
            ),
            letters=lambda: [text for _to, text in letters(var / "mail")],
            letters_to=lambda email: [text for to, text in letters(var / "mail") if email in to],
        )
    finally:
        server.terminate()
        server.wait(10)


def letters(folder):
    """Returns [(to whom, text)] of all letters sent so far, in their order."""
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns)
    parts = [part for path in files for part in path.read_bytes().split(b"\n" + b"-" * 79)]
    messages = [message_from_bytes(part.lstrip(), policy=default) for part in parts if part.strip()]
    return [(message["to"], message.get_body(("plain",)).get_content()) for message in messages]


def wait_for(url, seconds=30):
    for _attempt in range(seconds * 5):
        try:
            urllib.request.urlopen(url, timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, city):
    """visit(email=None, width=1280, scheme="light", javascript=True) → a page of a fresh browser profile."""
    contexts = []

    def open_as(email=None, width=1280, scheme="light", javascript=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            base_url=city.url,
            locale="uk-UA",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console",
            lambda said: page.complaints.append(said.text) if said.type == "error" else None,
        )
        page.on(
            "request",
            lambda asked: page.complaints.append(asked.url) if foreign(asked.url, city) else None,
        )
        if email:
            page.goto("/account/login/")
            page.fill("[name=login]", email)
            page.fill("[name=password]", city.password)
            page.click("main button[type=submit]")
        return page

    yield open_as
    for context in contexts:
        context.close()


def foreign(url, city):
    return not url.startswith((city.url, "data:", "blob:", "about:"))
