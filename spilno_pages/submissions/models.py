"""What people hand in through public forms: rows beside the draft pages that become of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HandedInQuerySet(models.QuerySet):
    def open(self):
        """What the council has not decided yet."""
        return self.filter(approved_at=None)


class HandedIn(models.Model):
    """Somebody brings a draft page in: it goes through the council's review, and they are told each step."""

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("applicant"),
        on_delete=models.CASCADE,
        related_name="%(class)ss",
    )
    page = models.OneToOneField(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="%(class)s",
    )
    made_at = models.DateTimeField(_("handed in"), default=timezone.now)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = HandedInQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering = ["-made_at"]
        default_permissions = ("view",)

    def __str__(self):
        return self.page.title

    @property
    def kind(self):
        """ "application" or "proposal": the first word of its notices and addresses."""
        return self._meta.model_name

    @property
    def workflow_state(self):
        """The newest WorkflowState of the draft, None before the first. One query, asked once."""
        if not hasattr(self, "_workflow_state"):
            self._workflow_state = (
                self.page.workflow_states.select_related("current_task_state")
                .order_by("-created_at")
                .first()
            )
        return self._workflow_state

    @property
    def state(self):
        """One of: approved, review, returned, closed."""
        if self.approved_at:
            return "approved"
        state = self.workflow_state
        if state is None or state.status in {state.STATUS_CANCELLED, state.STATUS_APPROVED}:
            return "closed"
        return "returned" if state.status == state.STATUS_NEEDS_CHANGES else "review"

    @property
    def reason(self):
        """What the council asks to change; "" where nothing."""
        state = self.workflow_state
        if self.state != "returned" or not state.current_task_state:
            return ""
        return state.current_task_state.get_comment()


class Application(HandedIn):
    """An organization asks to join."""

    standing = models.CharField(
        _("who you are in it"),
        max_length=120,
        help_text=_("For example “head”, “secretary of the board”."),
    )
    # The page gives the code up while the application is returned, so that it blocks nobody.
    register_code = models.CharField(_("register code (EDRPOU)"), max_length=8, blank=True)

    class Meta(HandedIn.Meta):
        verbose_name = _("application of an organization")
        verbose_name_plural = _("applications of organizations")


class Proposal(HandedIn):
    """A resident proposes a question for the whole city to talk over."""

    class Meta(HandedIn.Meta):
        verbose_name = _("proposed discussion")
        verbose_name_plural = _("proposed discussions")


class AccessibilityReport(models.Model):
    """Somebody met a barrier on the site and says where; the council answers."""

    where = models.CharField(
        _("page"), max_length=500, blank=True, help_text=_("Its address or its name.")
    )
    problem = models.TextField(
        _("what got in the way"),
        max_length=3000,
        help_text=_("What you wanted to do, and what happened instead."),
    )
    tools = models.CharField(
        _("what you use"),
        max_length=200,
        blank=True,
        help_text=_("For example a phone, a screen reader, the keyboard alone. May stay empty."),
    )
    reply_to = models.EmailField(
        _("e-mail for the answer"),
        blank=True,
        help_text=_("May stay empty; then nobody can answer you."),
    )
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    answered_at = models.DateField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("what was done"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report of a barrier")
        verbose_name_plural = _("reports of barriers")
        ordering = ["-made_at"]
        default_permissions = ("view", "change")

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d} · {self.where[:60]}"
