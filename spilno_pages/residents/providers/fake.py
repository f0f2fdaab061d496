"""A look-alike of id.gov.ua on loopback, for the demo and tests: it answers well, and in every bad way that was seen.

Production refuses to start with it.
"""

import json
from datetime import date
from secrets import token_hex
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from ..documents import sample_tax_number

HANG = 30  # seconds


def person(number, family="Бондар", given="Оксана", **more):
    return {"drfocode": number, "lastname": family, "givenname": given, "edrpoucode": ""} | more


OKSANA = sample_tax_number(date(1990, 5, 17), 21)
ANDRII = sample_tax_number(date(1978, 11, 2), 35)
YOUNG = sample_tax_number(date(2011, 3, 8), 12)
CHILD = sample_tax_number(date(2016, 3, 8), 13)

# scenario: (what the demo's page calls it, what is known about the person or how the answer goes wrong)
SCENARIOS = {
    "oksana": (_("Oksana Bondar, born in 1990"), person(OKSANA)),
    "andrii": (_("Andrii Klymenko, born in 1978"), person(ANDRII, "Клименко", "Андрій")),
    "young": (_("Daryna Koval, 15 years old"), person(YOUNG, "Коваль", "Дарина")),
    "child": (_("Maksym Koval, 10 years old"), person(CHILD, "Коваль", "Максим")),
    "employee": (
        _("Andrii Klymenko with his employer’s signature"),
        person(ANDRII, "Клименко", "Андрій", edrpoucode="00000017"),
    ),
    "seal": (_("The seal of an institution"), person("00000017", "", "", edrpoucode="00000017")),
    "nameless": (_("A signature without a tax number"), person("")),
    "typo": (_("A signature with a broken tax number"), person("1234567890")),
    "wrong-state": (_("Comes back with another visit’s state"), person(OKSANA)),
    "denied": (_("The person cancels"), None),
    "error": (_("An error with status 200"), {"error": "server_error"}),
    "failure": (_("Status 500"), None),
    "hang": (_("No answer at all"), None),
    "text": (_("An answer that is no JSON"), None),
    "list": (_("JSON of another shape"), None),
    "oversized": (_("A huge answer"), None),
    "redirect": (_("A redirect elsewhere"), None),
    "sealed": (_("Encrypted user info"), None),
}
_used = set()


def code(scenario):
    """Returns a code that the look-alike will take once."""
    return f"{scenario}.{token_hex(8)}"


def answer(path, query):
    """Returns (status, headers, body, seconds to wait first) of a request. path: the last part. query: a dict of strings."""
    if path == "get-access-token":
        return spend(query.get("code", ""))
    if path == "get-user-info":
        return about(query.get("access_token", ""))
    return said({"error": "not_found"}, 404)


def said(data, status=200, wait=0):
    return status, {"Content-Type": "application/json"}, json.dumps(data), wait


def spend(given):
    scenario = given.partition(".")[0]
    if scenario not in SCENARIOS or given in _used:
        return said({"error": "invalid_grant", "error_description": "code is used or unknown"})
    _used.add(given)
    return said({"access_token": scenario, "token_type": "bearer", "user_id": token_hex(4)})


def about(scenario):
    odd = {
        "failure": lambda: said({"error": "failure"}, 500),
        "hang": lambda: said({}, wait=HANG),
        "text": lambda: (200, {"Content-Type": "text/html"}, "<h1>OK</h1>", 0),
        "list": lambda: said(["drfocode"]),
        "oversized": lambda: said(person(OKSANA) | {"photo": "x" * 1024 * 1024}),
        "redirect": lambda: (302, {"Location": "http://127.0.0.1:9/"}, "", 0),
        "sealed": lambda: said({"encryptedUserInfo": json.dumps(person(OKSANA))[::-1]}),
    }
    if scenario in odd:
        return odd[scenario]()
    if scenario not in SCENARIOS:
        return said({"error": "invalid_token"})
    return said(SCENARIOS[scenario][1])


def open_sealed(text):
    """The demo's decryptor."""
    return text[::-1]


def way_back(scenario, target, state):
    """Returns the address that a person comes back by."""
    if scenario == "denied":
        return f"{target}?{urlencode({'error': 'access_denied', 'state': state})}"
    if scenario == "wrong-state":
        state = token_hex(20)
    return f"{target}?{urlencode({'code': code(scenario), 'state': state})}"
