"""Public holidays of the next years and the law that suspends them: data of their own, which the council keeps from then on."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parents[1] / "holidays.toml"
TRINITY = timedelta(days=49)  # after Easter


def holidays():
    """Yields (day, name) of all years in the file."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    for year, easter in data["easter"].items():
        for month_day, name in data["days"].items():
            yield date.fromisoformat(f"{year}-{month_day}"), name
        day = date.fromisoformat(easter)
        yield day, "Великдень"
        yield day + TRINITY, "Трійця"


def load(apps, editor):
    day_off = apps.get_model("spilno_terms", "DayOff")
    for day, name in holidays():
        day_off.objects.get_or_create(day=day, defaults={"name": name})
    for row in tomllib.loads(DATA.read_text(encoding="utf-8"))["suspension"]:
        apps.get_model("spilno_terms", "Suspension").objects.create(**row)


class Migration(migrations.Migration):
    dependencies = [("spilno_terms", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
