from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    name = "spilno_pages.record"
    label = "spilno_record"
    verbose_name = _("Spilno: record")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, triggers  # noqa: F401 - checks register themselves

        post_migrate.connect(triggers.guard, dispatch_uid="spilno.record.guard")
