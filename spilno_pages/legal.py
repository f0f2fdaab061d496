"""Publishing a legal text makes a version of it."""

from wagtail.models import Locale
from wagtail.signals import page_published

from .models import LegalPage
from .residents.actions import publish_version


def published(instance, revision=None, **kwargs):
    """A translation says the same in other words: people agree to the original."""
    if instance.alias_of_id or instance.locale_id != Locale.get_default().pk:
        return
    publish_version(
        instance.kind,
        instance.page_ptr,
        revision,
        instance.content_hash(),
        changes=instance.changes,
        asks=instance.asks_anew,
    )


def connect():
    page_published.connect(published, sender=LegalPage, dispatch_uid="spilno.legal")
