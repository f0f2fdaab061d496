"""A published ballot lies under a key made of its salt: found by it without an index, and written in order without one that is random."""

import django.db.models.deletion
from django.db import migrations, models

import spilno_pages.polls.models.ballots
from spilno_pages.polls import triggers

AT_ONCE = 2000  # rows


def keyed_by_salt(apps, schema_editor):
    """Gives ballots that are published their keys. The triggers that let nobody change them are up again at the end of migrate."""
    triggers.lift(schema_editor.connection.alias, only="spilno_polls_sealedballot_update")
    ballots = apps.get_model("spilno_polls", "SealedBallot")
    table = schema_editor.quote_name(ballots._meta.db_table)
    rows = list(ballots.objects.using(schema_editor.connection.alias).values_list("pk", "salt"))
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            cursor.executemany(
                f"UPDATE {table} SET id = %s WHERE id = %s",  # noqa: S608 - our own name
                [
                    (int.from_bytes(bytes(salt)[:8], "big") >> 1, pk)
                    for pk, salt in rows[start : start + AT_ONCE]
                ],
            )


class Migration(migrations.Migration):
    dependencies = [
        ("spilno_polls", "0005_choices_in_no_order"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="sealedballot",
            name="spilno_polls_leaf_once",
        ),
        migrations.AlterModelOptions(
            name="sealedballot",
            options={
                "default_permissions": (),
                "ordering": ["leaf"],
                "verbose_name": "published ballot",
                "verbose_name_plural": "published ballots",
            },
        ),
        migrations.AlterField(
            model_name="sealedballot",
            name="id",
            field=spilno_pages.polls.models.ballots.RandomKey(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="sealedballot",
            name="poll",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sealed",
                to="spilno_polls.poll",
            ),
        ),
        migrations.AlterField(
            model_name="sealedballot",
            name="salt",
            field=models.BinaryField(max_length=16),
        ),
        migrations.RunPython(keyed_by_salt, elidable=False),
    ]
