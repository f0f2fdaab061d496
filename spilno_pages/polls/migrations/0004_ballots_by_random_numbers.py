"""Keys of ballots become numbers of eight bytes: indexes of a third less, and in SQLite rows lie by the key, in no order of time."""

from django.db import migrations

import spilno_pages.polls.models.ballots

# A ballot keeps the first fifteen digits of the key that it had, and so do its choices and answers: 56 bits of them are random.
COLUMNS = (("ballot", "id"), ("ballotchoice", "ballot_id"), ("answer", "ballot_id"))
IN_POSTGRESQL = (
    "ALTER TABLE {table} ALTER COLUMN {column} TYPE bigint "
    "USING ('x' || left(replace({column}::text, '-', ''), 15))::bit(60)::bigint"
)


def number(key):
    return None if key is None else int(key[:15], 16)


class AlterKey(migrations.AlterField):
    """Another type of a primary key and of what points at it, with the rows that are there."""

    reversible = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        connection, models = schema_editor.connection, from_state.apps
        tables = [
            (schema_editor.quote_name(models.get_model(app_label, name)._meta.db_table), column)
            for name, column in COLUMNS
        ]
        if connection.vendor == "postgresql":
            for table, column in tables:
                schema_editor.execute(IN_POSTGRESQL.format(table=table, column=column))
            return
        connection.ensure_connection()
        connection.connection.create_function("spilno_number", 1, number, deterministic=True)
        for table, column in tables:
            schema_editor.execute(f"UPDATE {table} SET {column} = spilno_number({column})")  # noqa: S608 - our own names
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [
        ("spilno_polls", "0003_ballots_kept_by_triggers"),
    ]

    operations = [
        AlterKey(
            model_name="ballot",
            name="id",
            field=spilno_pages.polls.models.ballots.RandomKey(
                default=spilno_pages.polls.models.ballots.random_key,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
