from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpilnoBlocksConfig(AppConfig):
    name = "spilno_blocks"
    verbose_name = _("Spilno: blocks")
