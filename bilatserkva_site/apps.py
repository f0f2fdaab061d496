from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BilaTserkvaSiteConfig(AppConfig):
    name = "bilatserkva_site"
    verbose_name = _("The city of Bila Tserkva")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks  # noqa: F401 - registers itself
