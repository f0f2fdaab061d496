"""gunicorn as a council runs it, on loopback, to be killed and started again."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for a server to come up


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dead(pid):
    """kill -9; a process that has gone by itself is fine."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Server:
    """One master and its workers: four with the council's servers, one with eight threads without a shared cache."""

    def __init__(self, folder, has_shared_cache):
        self.port = free_port()
        self.log = Path(folder) / "gunicorn.log"
        self.is_secure = has_shared_cache  # production takes requests of a TLS proxy alone
        self.shape = (
            ["--workers", "4"] if has_shared_cache else ["--workers", "1", "--threads", "8"]
        )
        self.master = None

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "bilatserkva_site.wsgi", "--preload"]
        command += [*self.shape, "--bind", f"127.0.0.1:{self.port}", "--timeout", "60"]
        command += ["--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"]
        with self.log.open("ab") as log:
            self.master = subprocess.Popen(command, cwd=TOP, stdout=log, stderr=log)
        self.wait()

    def wait(self):
        """Returns when requests are answered. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.master.poll() is not None:
                raise RuntimeError(f"gunicorn has not started:\n{self.log.read_text()[-3000:]}")
            if self.workers and self.answers():
                return
            time.sleep(0.05)
        raise TimeoutError("gunicorn does not answer.")

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    @property
    def workers(self):
        path = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        with contextlib.suppress(OSError):
            return [int(pid) for pid in path.read_text().split()]
        return []

    def kill_worker(self, chance):
        dead(chance.choice(self.workers))

    def kill(self):
        """kill -9 of all of it at once."""
        family = [self.master.pid, *self.workers]
        for pid in family:
            dead(pid)
        self.master.wait(20)
        until = time.monotonic() + 20
        while any(Path(f"/proc/{pid}").exists() for pid in family[1:]):
            if time.monotonic() > until:  # in a container nobody may reap them
                return
            time.sleep(0.02)

    def tail(self):
        """Returns the last lines of the log without those of votes that were refused."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([line for line in lines if " WARNING django.request " not in line][-40:])


@contextlib.contextmanager
def served():
    """Yields a Server that answers."""
    server = Server(os.environ["SPILNO_DRILL_FOLDER"], bool(os.environ.get("CACHE_URL")))
    try:
        server.start()
        yield server
    finally:
        if server.master:
            server.kill()
