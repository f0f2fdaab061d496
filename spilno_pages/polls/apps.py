from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    name = "spilno_pages.polls"
    label = "spilno_polls"
    verbose_name = _("Spilno: polls and votes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from ..residents.signals import person_came, person_left
        from . import checks, persons, triggers, words  # noqa: F401 - checks and words register themselves

        # Sent once for each app: one of them is enough.
        pre_migrate.connect(triggers.step_aside, sender=self, dispatch_uid="spilno.polls.aside")
        post_migrate.connect(triggers.guard, sender=self, dispatch_uid="spilno.polls.guard")
        person_came.connect(persons.came, dispatch_uid="spilno.polls.came")
        person_left.connect(persons.left, dispatch_uid="spilno.polls.left")
