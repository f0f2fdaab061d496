from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from ..generations import begin_on_commit


def changed(**kwargs):
    """Pages are drawn of terms and holidays: each change begins a new generation."""
    begin_on_commit()


class TermsConfig(AppConfig):
    name = "spilno_pages.terms"
    label = "spilno_terms"
    verbose_name = _("Spilno: terms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        for model in self.get_models():
            uid = f"spilno.terms.{model.__name__}"
            post_save.connect(changed, sender=model, dispatch_uid=uid)
            post_delete.connect(changed, sender=model, dispatch_uid=uid)
