"""Where a drill takes place: a database, a cache and folders of its own, all gone afterwards."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from .server import free_port

CLUSTER = "SPILNO_DRILL_CLUSTER"  # folder and port of the PostgreSQL that the drill may kill
FOLDER = "SPILNO_DRILL_FOLDER"
CLAIM = "spilno-drill"


class Cluster:
    """A PostgreSQL of the drill's own, on loopback, with the durability that a council's has."""

    def __init__(self, data, port):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.programs = (
            programs[-1] if programs else Path(shutil.which("initdb") or "/-/initdb").parent
        )
        self.data, self.port = Path(data), int(port)
        self.prefix = ["setpriv", "--reuid=postgres", "--clear-groups"] if os.getuid() == 0 else []

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program, *words, check=True):
        command = [*self.prefix, str(self.programs / program), "-D", str(self.data), *words]
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120
        )
        if check and done.returncode:
            log = self.data / "log"
            said = log.read_text()[-1500:] if log.exists() else ""
            raise RuntimeError(f"{program}: {done.stderr}{said}")

    def make(self):
        self.data.mkdir()
        if self.prefix:
            shutil.chown(self.data, "postgres")
        self.run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self.run("pg_ctl", "-w", "-t", "60", "-l", f"{self.data}/log", "-o", options, "start")

    def restart(self):
        """Starts after a kill: a shared memory block may be in use for a moment yet."""
        until = time.monotonic() + 60
        while True:
            try:
                return self.start()
            except RuntimeError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def stop(self):
        self.run("pg_ctl", "-m", "immediate", "stop", check=False)

    def kill(self):
        """kill -9 of the postmaster and of all its children; returns when none of them is left."""
        master = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(master, signal.SIGSTOP)  # no child is born meanwhile
        family = [master, *children_of(master)]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 20
        while any(is_alive(pid) for pid in family):
            if time.monotonic() > until:
                raise TimeoutError("PostgreSQL has not died.")
            time.sleep(0.02)


def children_of(pid):
    with contextlib.suppress(OSError):
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    return []


def is_alive(pid):
    """A zombie holds nothing any more."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def own_cluster():
    """Returns the Cluster that this drill may kill, None where there is none."""
    return Cluster(*os.environ[CLUSTER].rsplit(":", 1)) if CLUSTER in os.environ else None


@contextlib.contextmanager
def cluster(folder):
    made = Cluster(folder / "pg", free_port())
    try:
        made.make()
        made.start()
        yield made
    finally:
        made.stop()


@contextlib.contextmanager
def database(url, folder):
    """Yields the address of a new empty database: on the server of url, or a file of SQLite."""
    if not url or url.startswith("sqlite"):
        yield f"sqlite:///{folder / 'spilno.sqlite3'}"
        return
    import psycopg  # only where the council's servers are tried

    name = f"spilno_drill_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextlib.contextmanager
def cache(url):
    """Yields the address of an empty logical database on that server of Redis, "" without one."""
    if not url:
        yield ""
        return
    import redis

    for number in range(15, 0, -1):
        own = urlsplit(url)._replace(path=f"/{number}").geturl()
        client = redis.from_url(own, socket_timeout=5)
        if client.dbsize() == 0 and client.set(CLAIM, 1, nx=True, ex=3600):
            break
    else:
        raise RuntimeError("Every logical database of the cache server is in use.")
    try:
        yield own
    finally:
        with contextlib.suppress(redis.RedisError):
            client.flushdb()


def environment(folder, database_url, cache_url):
    """Returns the environment: of the council's servers where there is a shared cache, else of a small town's one process."""
    settings = "production" if cache_url else "demo"
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in {"CACHE_URL", "SPILNO_ICEI", "ICEI_URL", "S3_BUCKET", "DEBUG", CLUSTER}
    }
    return (
        plain
        | ({"CACHE_URL": cache_url} if cache_url else {})
        | {
            "DJANGO_SETTINGS_MODULE": f"bilatserkva_site.settings.{settings}",
            "DATABASE_URL": database_url,
            FOLDER: str(folder),
            "SPILNO_VAR": str(folder / "var"),
            "SPILNO_KEYS_DIR": str(folder / "keys"),
            "EMAIL_FILE_PATH": str(folder / "mail"),
            "SECRET_KEY": secrets.token_hex(40),
            "SPILNO_PEPPER": secrets.token_hex(40),
            "ALLOWED_HOSTS": "localhost",
            "CSRF_TRUSTED_ORIGINS": "https://localhost",
            "SITE_URL": "http://localhost",
            "EMAIL_HOST": "localhost",
            "DEFAULT_FROM_EMAIL": "drill@example.org",
        }
    )


@contextlib.contextmanager
def ground(owns_postgresql=False):
    """Yields the environment of a drill: SQLite, or the servers that DATABASE_URL and CACHE_URL name."""
    with contextlib.ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="spilno-drill-", ignore_cleanup_errors=True)
            )
        )
        folder.chmod(0o755)
        (folder / "var").mkdir()
        own, url = None, os.environ.get("DATABASE_URL", "")
        if owns_postgresql:
            if os.getuid() == 0:
                shutil.chown(folder, "postgres")
            own = stack.enter_context(cluster(folder))
        url = own.url if own else stack.enter_context(database(url, folder))
        kept = stack.enter_context(cache(os.environ.get("CACHE_URL", "")))
        env = environment(folder, url, kept)
        yield env | ({CLUSTER: f"{own.data}:{own.port}"} if own else {})
