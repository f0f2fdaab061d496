from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "spilno_pages.questions"
    label = "spilno_questions"
    verbose_name = _("Spilno: questions to departments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import receivers, words  # noqa: F401 - words register themselves

        receivers.connect()
