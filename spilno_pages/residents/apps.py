from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "spilno_pages.residents"
    label = "spilno_residents"
    verbose_name = _("Spilno: residents")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, words  # noqa: F401 - register themselves
