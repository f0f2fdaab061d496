"""What an organization has in the admin, and how the council reviews what it writes."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import AbstractGroupApprovalTask, Collection, Page


class WorkspaceQuerySet(models.QuerySet):
    def of(self, user):
        """Workspaces that the person represents."""
        return self.filter(group__user=user)

    def around(self, page):
        """The workspace whose tree the page lies in."""
        paths = [
            page.path[:length] for length in range(Page.steplen, len(page.path) + 1, Page.steplen)
        ]
        return self.filter(page__path__in=paths)


class Workspace(models.Model):
    """One organization's place in the admin: who works in it and where its files lie."""

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="workspace"
    )
    # The group and the collection outlive a careless delete: actions.close() decides what becomes of them.
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="workspace")
    collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, related_name="workspace"
    )

    objects = WorkspaceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("organization's workspace")
        verbose_name_plural = _("organizations' workspaces")

    def __str__(self):
        return self.page.title


def invitation_expiry():
    return timezone.now() + timedelta(days=14)


class InvitationQuerySet(models.QuerySet):
    def open(self, at=None):
        return self.filter(expires_at__gt=at or timezone.now())

    def to(self, user):
        """Open invitations to the address that the account has proven."""
        return self.open().filter(email=user.email.lower())


class Invitation(models.Model):
    """A representative asks another person to join; it takes effect when that person accepts. Answered, it is gone."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    expires_at = models.DateTimeField(_("open until"), default=invitation_expiry)

    objects = InvitationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"], name="spilno_provisioning_invited_once"
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="spilno_provisioning_email_lower"
            ),
        ]

    def __str__(self):
        return f"workspace:{self.workspace_id}"


class ReasonForm(forms.Form):
    comment = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What exactly should be changed. The author gets these words by mail and sees them on the dashboard."
        ),
        error_messages={
            "required": _("Write the reason: without it the author does not know what to change.")
        },
    )


class CouncilReviewTask(AbstractGroupApprovalTask):
    """The council's review: a page comes back only with a reason."""

    def get_actions(self, obj, user):
        if not super().get_actions(obj, user):
            return []
        return [
            ("reject", _("Return with a reason"), True),
            ("approve", _("Approve and publish"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def get_form_for_action(self, action):
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        if action_name == "reject" and not str(kwargs.get("comment", "")).strip():
            raise PermissionDenied(ReasonForm.base_fields["comment"].error_messages["required"])
        if action_name == "approve":
            self.see_own_corrections(task_state, user)
        return super().on_action(task_state, user, action_name, **kwargs)

    def see_own_corrections(self, task_state, user):
        """An editor who corrects a page while approving it approves what they see, not what was sent.

        What somebody else has saved meanwhile still needs a look of its own.
        """
        latest = task_state.workflow_state.content_object.get_latest_revision()
        if latest.user_id == user.pk and latest.pk != task_state.revision_id:
            task_state.revision = latest
            task_state.save(update_fields=["revision"])

    @classmethod
    def get_description(cls):
        return _("Editors of the council approve a page or return it with a reason")

    class Meta:
        verbose_name = _("council's review")
        verbose_name_plural = _("council's reviews")
