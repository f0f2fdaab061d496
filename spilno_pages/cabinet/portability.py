"""Everything that the site keeps of a person, as they may take it away."""

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from ..polls.models import Participation
from ..polls.rules import participations_of
from ..record.models import AuditEvent
from ..residents.models import Resident

# Never leaves the site: what signs a person in, and the pseudonym that keeps votes apart.
SECRET = {
    "password",
    "session_key",
    "person_tag",
    "session_epoch",
    "key",
    "code",
    "draft_title",  # others may have written it since
}
# Columns of who acted in an office: the rows are about other people, and stand in the audit log by key.
IN_OFFICE = {"clerk", "uploaded_by", "decided_by", "by", "changed_by"}


def roots():
    return get_user_model(), Resident


def relations():
    """Returns [(model, field)] of every column that points at an account or a resident, found by the models themselves."""
    return [
        (relation.related_model, relation.field)
        for root in roots()
        for relation in root._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.is_relation and not relation.concrete
        # A proxy or a parent is found under its own name.
        if relation.field.concrete and not relation.related_model._meta.proxy
    ]


def portrait(user, resident):
    """Returns {"made_at", "account", "records": {model: {"what", "rows"}}}, plain JSON. One query a relation."""
    records = {}
    for model, field in relations():
        if model in roots():
            continue
        owner = resident if field.related_model is Resident else user
        if isinstance(field, models.ManyToManyField) or field.name in IN_OFFICE:
            continue
        rows = [row_of(thing) for thing in model._default_manager.filter(**{field.name: owner})]
        if rows:
            kept = records.setdefault(
                model._meta.label, {"what": str(model._meta.verbose_name_plural), "rows": []}
            )
            kept["rows"] += [row for row in rows if row not in kept["rows"]]
    acts = AuditEvent.objects.filter(by=f"account:{user.pk}") | AuditEvent.objects.filter(
        subject=f"resident:{resident.key}"
    )
    records[AuditEvent._meta.label] = {
        "what": str(AuditEvent._meta.verbose_name_plural),
        "rows": [row_of(event) for event in acts],
    }
    if took := participations_of(resident):
        records[Participation._meta.label] = {
            "what": str(Participation._meta.verbose_name_plural),
            "rows": [{"poll": poll.title, "day": row.day.isoformat()} for poll, row in took],
        }
    return {
        "made_at": timezone.now().isoformat(),
        "site": settings.WAGTAILADMIN_BASE_URL,
        "account": row_of(user) | {"groups": [group.name for group in user.groups.all()]},
        "resident": row_of(resident),
        "records": records,
    }


def row_of(thing):
    """Returns {column: plain value}; other people stand in it as keys alone."""
    hidden = {*SECRET, *settings.SPILNO_SECRET_FIELDS.get(thing._meta.label, ())}
    return {
        field.name: plain(thing, field)
        for field in thing._meta.concrete_fields
        if field.name not in hidden
    }


def plain(thing, field):
    value = field.value_from_object(thing)
    if isinstance(field, models.FileField):
        return value.name if value else ""
    if field.is_relation and value is not None and field.related_model not in roots():
        target = getattr(thing, field.name)
        return f"{field.related_model._meta.model_name}:{value} {target}".strip()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    return str(value)
