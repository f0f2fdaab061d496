"""What a roll of residents costs: checking it, and putting it in force."""

from .ground import ask, grounds, manage

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
    with grounds("sqlite") as (env, _serving):
        manage(env, "migrate", "--verbosity", "0")
        return ask(env, f"PEOPLE = {people}\n{ROLL}")
