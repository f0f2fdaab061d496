"""What an organization has in the admin, and how the council reviews what it writes."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
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
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls):
        return _("Editors of the council approve a page or return it with a reason")

    class Meta:
        verbose_name = _("council's review")
        verbose_name_plural = _("council's reviews")
