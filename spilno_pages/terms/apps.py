from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermsConfig(AppConfig):
    name = "spilno_pages.terms"
    label = "spilno_terms"
    verbose_name = _("Spilno: terms")
    default_auto_field = "django.db.models.BigAutoField"
