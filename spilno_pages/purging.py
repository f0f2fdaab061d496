"""What begins a new generation of public pages: every change that someone without an account could see."""

from django.apps import apps
from django.db.models.signals import post_delete, post_save

from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from .generations import begin_on_commit
from .models.base import council_decided
from .models.subjects import Subject

PUBLIC = (
    AbstractDocument,
    AbstractImage,
    BaseGenericSetting,
    BaseSiteSetting,
    Collection,
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    Site,
    Subject,
)
# Columns that a draft, a lock or a comment writes; readers see none of them.
OF_DRAFTS = frozenset(
    (
        "draft_title",
        "expire_at",
        "go_live_at",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
    )
)


def changed(sender, **kwargs):
    begin_on_commit()


def page_saved(sender, update_fields=None, **kwargs):
    if update_fields is None or not OF_DRAFTS.issuperset(update_fields):
        begin_on_commit()


def connect():
    for signal in (page_published, page_unpublished, post_page_move, council_decided):
        signal.connect(changed, dispatch_uid="spilno.purge")
    for model in apps.get_models():
        uid = f"spilno.purge.{model._meta.label}"
        if issubclass(model, Page):
            post_save.connect(page_saved, sender=model, dispatch_uid=uid)
            post_delete.connect(changed, sender=model, dispatch_uid=uid)
        elif issubclass(model, PUBLIC):
            post_save.connect(changed, sender=model, dispatch_uid=uid)
            post_delete.connect(changed, sender=model, dispatch_uid=uid)
