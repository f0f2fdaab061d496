"""What the site runs on for a run: an empty folder, a database, gunicorn; and what its processes have used."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
WORKERS = 2
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


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
        # Set up by the demo's settings, served by production's: tags of people and keys of polls are the same to both.
        "SPILNO_PEPPER": os.urandom(40).hex(),
        "SPILNO_KEYS_DIR": str(folder / "keys"),
    }
    web = {
        "DJANGO_SETTINGS_MODULE": "bilatserkva_site.settings.production",
        "SECRET_KEY": os.urandom(40).hex(),
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
def grounds(database):
    """Yields (environment of manage.py, environment of the web server) of an empty installation, which goes with the block."""
    with tempfile.TemporaryDirectory(prefix="spilno-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with DATABASES[database](folder) as (shared, web):
            plain = {name: value for name, value in os.environ.items() if name not in shared}
            own = {"SPILNO_VAR": str(folder / "var"), "SITE_URL": "http://localhost"}
            env = plain | shared | own
            yield env, env | web


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}


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


def ask(env, script):
    return json.loads(manage(env, "shell", "--no-imports", "-c", script).strip().splitlines()[-1])
