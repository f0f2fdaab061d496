from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpilnoPagesConfig(AppConfig):
    name = "spilno_pages"
    verbose_name = _("Spilno: pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import admin_words, balloting, legal, pictures, purging

        admin_words.label_forms()
        balloting.connect()
        legal.connect()
        pictures.connect()
        purging.connect()
