from django.db import transaction

from .models import AuditEvent, done


def record(act, subject, *, by=None, **details):
    """Writes an AuditEvent in the transaction of the act itself and tells of it after the commit. One query.

    act: a key of ACTS. subject: a model instance or "kind:key". by: the account that acts, None for the system. details: plain
    values, never names, addresses, documents or tags.
    """
    event = AuditEvent.objects.create(
        act=act, subject=subject_key(subject), by=account_key(by), details=details
    )
    transaction.on_commit(lambda: done.send(sender=AuditEvent, event=event), robust=True)
    return event


def subject_key(subject):
    return subject if isinstance(subject, str) else f"{subject._meta.model_name}:{subject.pk}"


def account_key(user):
    return "" if user is None else f"account:{user.pk}"
