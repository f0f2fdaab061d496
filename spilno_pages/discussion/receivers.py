"""What the room hears: the site's address changes; the library's own site row follows."""

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.db.models.signals import post_delete, post_migrate, post_save

from wagtail.models import Site

from ..generations import begin_on_commit
from .models import ModerationReason


def mirror(site):
    """Writes the default site's address into the row that the comments' library keeps with each comment."""
    port = "" if site.port in {80, 443} else f":{site.port}"
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={
            "domain": f"{site.hostname}{port}"[:100],
            "name": (site.site_name or site.hostname)[:50],
        },
    )


def site_saved(instance, raw=False, **kwargs):
    if instance.is_default_site and not raw:
        mirror(instance)


def migrated(**kwargs):
    site = Site.objects.filter(is_default_site=True).first()
    if site:
        mirror(site)


def reason_changed(**kwargs):
    begin_on_commit()


def connect():
    post_save.connect(reason_changed, sender=ModerationReason, dispatch_uid="spilno.reason")
    post_delete.connect(reason_changed, sender=ModerationReason, dispatch_uid="spilno.reason")
    post_save.connect(site_saved, sender=Site, dispatch_uid="spilno.discussion.site")
    post_migrate.connect(migrated, dispatch_uid="spilno.discussion.migrated")
