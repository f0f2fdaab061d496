"""The term that a council begins with; it sets its own from then on, with its source."""

from datetime import date

from django.db import migrations

SOURCE = "Правила спільноти, п. 7: десять робочих днів. Закон «Про звернення громадян», ст. 20, дає не більш як місяць"


def load(apps, editor):
    apps.get_model("spilno_terms", "Term").objects.get_or_create(
        key="question",
        since=date(2026, 1, 1),
        defaults={
            "days": 10,
            "unit": "working",
            "source": SOURCE,
            "source_url": "https://zakon.rada.gov.ua/laws/show/393/96-%D0%B2%D1%80",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("spilno_questions", "0001_initial"), ("spilno_terms", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
