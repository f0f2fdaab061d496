"""What a ballot says stands on the ballot itself, as it is hashed and published: no row for each choice."""

from django.db import migrations, models

from spilno_pages.polls import triggers

SAID = {
    "postgresql": "jsonb_object_agg(c.code, c.value)",
    "sqlite": "json_group_object(c.code, c.value)",
}
FUNCTIONS = ("insert", "update", "delete")


def put_down(apps, schema_editor):
    """Writes the choices that are there on their ballots. The triggers that let nobody change them are up again at the end of migrate."""
    connection = schema_editor.connection
    triggers.lift(connection.alias, only="spilno_polls_ballot_update")
    schema_editor.execute(
        "UPDATE spilno_polls_ballot SET choices = said.choices FROM ("  # noqa: S608 - our own names
        f"SELECT c.ballot_id, {SAID[connection.vendor]} AS choices FROM ("
        "SELECT chosen.ballot_id, chosen.value, q.number || '.' || o.number AS code FROM spilno_polls_ballotchoice chosen "
        "JOIN spilno_polls_option o ON o.id = chosen.option_id JOIN spilno_polls_question q ON q.id = o.question_id "
        "ORDER BY chosen.ballot_id, q.number, o.number"
        ") c GROUP BY c.ballot_id"
        ") said WHERE said.ballot_id = spilno_polls_ballot.id"
    )


def forget(apps, schema_editor):
    """PostgreSQL keeps the functions of triggers when their table goes."""
    if schema_editor.connection.vendor == "postgresql":
        for act in FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS spilno_polls_ballotchoice_{act}()")


class Migration(migrations.Migration):
    dependencies = [
        ("spilno_polls", "0006_published_by_salt"),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="choices",
            field=models.JSONField(default=dict),
            preserve_default=False,
        ),
        migrations.RunPython(put_down, elidable=False),
        migrations.DeleteModel(name="BallotChoice"),
        migrations.RunPython(forget, elidable=False),
    ]
