"""The load: requests as a browser sends them, sent from this one process; figures of what came back."""

import selectors
import socket
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle

from .ground import PORT, WORKERS, cpu_ms

CONNECTIONS = 16
HEAD = 12  # bytes, up to the status


def load(feed, seconds, connections, wanted=b" 200", look=None):
    """Sends the requests of an iterator for some seconds over that many connections. Returns (latencies in ms, failures).

    look: a function that says whether a whole answer is the right one; without it only the status is read.
    """
    latencies, failures, sent = [], 0, {}
    kept = None if look else HEAD
    until = time.perf_counter() + seconds
    with selectors.DefaultSelector() as selector:

        def begin():
            request = next(feed, None)
            if request is None:
                return
            connection = socket.socket()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.connect(("127.0.0.1", PORT))
            sent[connection] = [time.perf_counter(), b""]
            connection.sendall(request)
            selector.register(connection, selectors.EVENT_READ)

        for _number in range(connections):
            begin()
        while sent:
            for key, _events in selector.select(60):
                connection = key.fileobj
                piece = connection.recv(262144)
                sent[connection][1] = (sent[connection][1] + piece)[:kept]
                if piece:
                    continue
                selector.unregister(connection)
                connection.close()
                begun, answer = sent.pop(connection)
                latencies.append((time.perf_counter() - begun) * 1000)
                right = answer[:HEAD].endswith(wanted) and (look is None or look(answer))
                failures += not right
                if time.perf_counter() < until:
                    begin()
    return latencies, failures


def request(path, cookie=""):
    """Returns the bytes of a GET as a browser behind a TLS proxy sends it."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https"]
    lines += ["Accept-Encoding: gzip", "Connection: close"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path, body, cookie):
    """Returns the bytes of a POST of a form."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https"]
    lines += ["Origin: https://localhost", f"Cookie: {cookie}"]
    lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n" + body).encode()


@dataclass
class Seen:
    """What came back of one row over all rounds. latencies: over as many connections as workers; crowded: over all."""

    rates: list = field(default_factory=list)
    latencies: list = field(default_factory=list)
    crowded: list = field(default_factory=list)
    cpu: float = 0
    requests: int = 0

    def round(self, name, source, pids, seconds):
        """Sends a crowd's load, then a load without a queue, half as long."""
        before, begun = cpu_ms(pids), time.perf_counter()
        crowd, failed = load(source.feed(), seconds, CONNECTIONS, look=source.look)
        self.rates.append(len(crowd) / (time.perf_counter() - begun))
        few, failed_too = load(source.feed(), seconds / 2, WORKERS, look=source.look)
        if failed or failed_too:
            sys.exit(f"{name}: {failed + failed_too} answers were not as wanted.")
        self.crowded += crowd
        self.latencies += few
        self.cpu += cpu_ms(pids) - before
        self.requests += len(crowd) + len(few)

    def figures(self):
        return {
            "requests_per_s": round(statistics.median(self.rates), 1),
            "p50_ms": percentile(self.latencies, 0.5),
            "p95_ms": percentile(self.latencies, 0.95),
            "p99_ms": percentile(self.latencies, 0.99),
            "cpu_ms": round(self.cpu / self.requests, 2),
        }


def percentile(latencies, share):
    times = sorted(latencies)
    return round(times[min(len(times) - 1, int(len(times) * share))], 2)


@dataclass(frozen=True)
class Source:
    """Where the requests of a row come from. feed: returns an iterator of them; look: as for load; longer: than other rows."""

    feed: Callable
    look: Callable | None = None
    longer: float = 1


def of_addresses(rows):
    """Returns {name: Source} of {name: ([paths], cookie)}: the addresses of a row in turn."""

    def source(paths, cookie):
        requests = [request(path, cookie) for path in paths]
        return Source(lambda: cycle(requests))

    return {name: source(*row) for name, row in rows.items()}


def measured(sources, pids, rounds, seconds):
    """Returns {name: Seen}: rounds of all targets in turn, so that a slow minute of the machine hits them alike."""
    seen = {name: Seen() for name in sources}
    for source in sources.values():
        load(source.feed(), 0.3, WORKERS, look=source.look)
    for _round in range(rounds):
        for name, source in sources.items():
            seen[name].round(name, source, pids, seconds * source.longer)
    return seen
