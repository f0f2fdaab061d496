"""Choices lose the index by options, and in SQLite the order of time: rows lie by the keys of their ballots, which are random."""

import django.db.models.deletion
from django.db import migrations, models

# The key's columns first: SQLite 3.40 takes others of a table WITHOUT ROWID for NULL when it checks the integrity of a file.
TABLE = (
    'CREATE TABLE "new_spilno_polls_ballotchoice" ('
    '"ballot_id" integer NOT NULL, '
    '"option_id" bigint NOT NULL REFERENCES "spilno_polls_option" ("id") DEFERRABLE INITIALLY DEFERRED, '
    '"value" smallint unsigned NOT NULL CHECK ("value" >= 0), '
    'PRIMARY KEY ("ballot_id", "option_id")) WITHOUT ROWID'
)
ROWS = (
    'INSERT INTO "new_spilno_polls_ballotchoice" ("ballot_id", "option_id", "value") '
    'SELECT "ballot_id", "option_id", "value" FROM "spilno_polls_ballotchoice" ORDER BY "ballot_id", "option_id"'
)


def lie_by_key(apps, schema_editor):
    """SQLite alone: the table anew. Source: "Making Other Kinds Of Table Schema Changes" in its docs."""
    if schema_editor.connection.vendor != "sqlite":
        return
    schema_editor.execute(TABLE)
    schema_editor.execute(ROWS)
    schema_editor.execute('DROP TABLE "spilno_polls_ballotchoice"')
    schema_editor.execute(
        'ALTER TABLE "new_spilno_polls_ballotchoice" RENAME TO "spilno_polls_ballotchoice"'
    )


class Migration(migrations.Migration):
    dependencies = [
        ("spilno_polls", "0004_ballots_by_random_numbers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ballotchoice",
            name="option",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="spilno_polls.option",
            ),
        ),
        # Backwards the table is made anew by the field above, as tables are made.
        migrations.RunPython(lie_by_key, migrations.RunPython.noop, elidable=False),
    ]
