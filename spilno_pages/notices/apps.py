from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "spilno_pages.notices"
    label = "spilno_notices"
    verbose_name = _("Spilno: notices")
    default_auto_field = "django.db.models.BigAutoField"
