"""What residents ask the council's departments in public, and by when it is to be answered."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QuestionQuerySet(models.QuerySet):
    def shown(self):
        """Questions whose words anyone may read."""
        return self.filter(comment__state="public")

    def open(self):
        return self.shown().filter(answered_on=None)

    def overdue(self, day=None):
        return self.open().filter(due_on__lt=day or timezone.localdate())

    def answered(self):
        return self.shown().exclude(answered_on=None)


class Question(models.Model):
    """One comment that a department is to answer; the answer is a comment of an official in the same branch."""

    comment = models.OneToOneField(
        "spilno_discussion.Comment",
        verbose_name=_("question"),
        on_delete=models.PROTECT,
        related_name="question",
    )
    department = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="spilno_questions",
    )
    asked_on = models.DateField(_("asked"), default=timezone.localdate)
    due_on = models.DateField(_("answer due by"))
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    answer = models.OneToOneField(
        "spilno_discussion.Comment",
        verbose_name=_("answer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answered_question",
    )
    # As it was on the day: people and names of departments change.
    department_words = models.CharField(_("answered by"), max_length=255, blank=True)

    objects = QuestionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question to a department")
        verbose_name_plural = _("questions to departments")
        ordering = ["-asked_on", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("asked_on")),
                name="spilno_questions_due_after_asking",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_on=None, answer=None)
                | models.Q(answered_on__gte=models.F("asked_on"), answer__isnull=False),
                name="spilno_questions_answered_with_answer",
            ),
        ]
        indexes = [models.Index(fields=["department", "answered_on"], name="spilno_questions_open")]

    def __str__(self):
        return f"№ {self.pk}"

    @property
    def is_overdue(self):
        return self.answered_on is None and self.due_on < timezone.localdate()

    @property
    def was_late(self):
        return self.answered_on is not None and self.answered_on > self.due_on


class Forwarding(models.Model):
    """A department sent a question on to another, and said why."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="forwardings")
    from_department = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField(_("when"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("forwarding of a question")
        verbose_name_plural = _("forwardings of questions")
        ordering = ["at"]
        default_permissions = ()

    def __str__(self):
        return f"№ {self.pk}"
