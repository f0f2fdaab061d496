from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "spilno_pages.submissions"
    label = "spilno_submissions"
    verbose_name = _("Spilno: applications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import receivers, words  # noqa: F401 - words register themselves

        receivers.connect()
