"""Versions of legal texts, and who agreed to them."""

from django.db import transaction

from ...generations import begin_on_commit
from ...record.actions import record
from .. import rules
from ..models import (
    Consent,
    LegalVersion,
)


def publish_version(kind, page, revision, content_hash, *, changes="", asks=True):
    """Makes the next LegalVersion of a published text; the same words again make none. Returns it or None."""
    with transaction.atomic():
        last = LegalVersion.objects.select_for_update().filter(kind=kind).first()
        if last and last.content_hash == content_hash:
            return None
        version = LegalVersion.objects.create(
            kind=kind,
            number=last.number + 1 if last else 1,
            page=page,
            revision=revision,
            content_hash=content_hash,
            changes=changes,
            # The first version is asked of everyone, whatever was ticked.
            asks=asks or last is None,
        )
        record("legal.published", version, kind=kind, number=version.number)
        begin_on_commit()
        return version


def agree(user, versions=None):
    """Keeps the person's consent with the versions they saw, by default all in force. Returns the new Consents."""
    missing = rules.missing_consents(user)
    wanted = {version.pk for version in missing if versions is None or version.pk in versions}
    given = [Consent(user=user, version=version) for version in missing if version.pk in wanted]
    Consent.objects.bulk_create(given, ignore_conflicts=True)
    return given
