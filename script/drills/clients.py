"""Browsers of many people at once: what they send, and what they are answered."""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

CODE = re.compile(r'class="code"[^>]*>\s*([A-Z2-7-]+)\s*<')
COUNTED = "уже враховано"
REFUSED = "не прийнято"
TOKEN = "d" * 32  # of CSRF: cookie and field have to be the same
TIMEOUT = 40


@dataclass(frozen=True)
class Answer:
    """What came back. status: 0 where the connection broke. code: of a receipt. came_at: when the answer began."""

    status: int
    begun_at: float
    came_at: float
    code: str = ""
    is_counted: bool = False
    is_refused: bool = False
    choices: dict = field(default_factory=dict)

    @property
    def is_lost(self):
        """No answer, or that of a server in trouble: nobody can tell from it whether the vote is in."""
        return self.status == 0 or self.status >= 500


def read(connection):
    response = connection.getresponse()
    return response.status, time.time(), response.read().decode(errors="replace")


def cast(server, person, poll, choices):
    """Sends one vote the way the second step of the ballot does. choices: {"q1": code}. Returns the Answer."""
    fields = {"csrfmiddlewaretoken": TOKEN, "paper": poll.content_hash} | choices
    headers = {
        "Host": "localhost",
        "Origin": "https://localhost" if server.is_secure else "http://localhost",
        "Cookie": f"sessionid={person.session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": "uk",
        "Connection": "close",
    }
    if server.is_secure:
        headers["X-Forwarded-Proto"] = "https"
    begun_at = time.time()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    try:
        connection.request("POST", f"/polls/{poll.pk}/cast/", urlencode(fields), headers)
        status, came_at, body = read(connection)
    except (OSError, http.client.HTTPException):
        return Answer(0, begun_at, time.time(), choices=choices)
    finally:
        connection.close()
    code = CODE.search(body) if status == 200 else None
    return Answer(
        status,
        begun_at,
        came_at,
        code=code.group(1) if code else "",
        is_counted=status == 200 and not code and COUNTED in body,
        is_refused=status == 403 and REFUSED in body,
        choices=choices,
    )


def crowd(work, parts):
    """Runs work(part) for all parts at once, a thread each. Returns the results; the first error is raised."""
    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(work, parts))
