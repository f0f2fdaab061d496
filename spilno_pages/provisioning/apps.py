from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvisioningConfig(AppConfig):
    name = "spilno_pages.provisioning"
    label = "spilno_provisioning"
    verbose_name = _("Spilno: organizations in the admin")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import receivers, words  # noqa: F401 - words register themselves

        receivers.connect()
