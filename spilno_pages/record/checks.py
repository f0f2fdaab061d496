import sys

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connections

from . import triggers


@register(Tags.database)
def audit_log_is_guarded(app_configs, databases=None, **kwargs):
    """manage.py check --database default: an Error where the audit log could be changed."""
    return [
        Error(
            "The audit log is not guarded against changes.",
            hint="manage.py migrate puts the triggers up.",
            id="spilno_record.E001",
        )
        for name in databases or []
        if not is_migrating() and is_bare(name)
    ]


def is_migrating():
    """True within manage.py migrate, which runs the checks before it puts up what they miss."""
    return sys.argv[1:2] == ["migrate"]


def is_bare(name):
    try:
        there = triggers.table() in connections[name].introspection.table_names()
        return there and not triggers.is_guarded(name)
    except DatabaseError:
        return False
