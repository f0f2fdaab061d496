from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connections

from ..record.checks import is_migrating
from . import triggers


@register(Tags.database)
def votes_are_guarded(app_configs, databases=None, **kwargs):
    """manage.py check --database default: an Error where the database would take a vote that it must refuse."""
    return [
        Error(
            f"Votes are not guarded: {', '.join(bare)}.",
            hint="manage.py migrate puts the triggers up.",
            id="spilno_polls.E001",
        )
        for name in databases or []
        if not is_migrating() and (bare := missing(name))
    ]


def missing(name):
    try:
        there = triggers.table("poll") in connections[name].introspection.table_names()
        return triggers.missing(name) if there else []
    except DatabaseError:
        return []
