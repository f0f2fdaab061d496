"""What people handed in: applications and reports of barriers."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, ObjectList

from ..submissions.models import AccessibilityReport, Application, Proposal
from .base import ReadOnly, Register


class ApplicationRegister(Register):
    model = Application
    menu_icon = "mail"
    menu_order = 90
    list_display = ("organization", "standing", "made", "state_words")
    list_select_related = ("page", "applicant")
    ordering = ("-made_at",)
    inspect_view_fields = ("page", "applicant", "standing", "made_at", "approved_at")

    def organization(self, application):
        return format_html(
            '<a href="{}">{}</a>',
            reverse("wagtailadmin_pages:edit", args=[application.page_id]),
            application.page.draft_title,
        )

    organization.short_description = _("page")

    def made(self, application):
        return self.day(application.made_at)

    made.short_description = _("handed in")
    made.admin_order_field = "made_at"

    def state_words(self, application):
        return {
            "approved": gettext("published"),
            "review": gettext("being read"),
            "returned": gettext("returned with a reason"),
            "closed": gettext("closed"),
        }[application.state]

    state_words.short_description = _("state")


class ProposalRegister(ApplicationRegister):
    """Discussions that residents proposed."""

    model = Proposal
    menu_icon = "comment"
    menu_order = 95
    list_display = ("organization", "made", "state_words")
    inspect_view_fields = ("page", "applicant", "made_at", "approved_at")


class AnswerPermissions(ReadOnly):
    def user_can_edit_obj(self, user, obj):
        return self.user_has_specific_permission(user, self.get_perm_codename("change"))


class BarrierRegister(Register):
    model = AccessibilityReport
    menu_icon = "warning"
    menu_order = 130
    permission_helper_class = AnswerPermissions
    list_display = ("made", "where", "problem", "answered")
    search_fields = ("where", "problem")
    ordering = ("-made_at",)
    edit_handler = ObjectList([FieldPanel("answered_at"), FieldPanel("answer")])
    inspect_view_fields = (
        "made_at",
        "where",
        "problem",
        "tools",
        "reply_to",
        "answered_at",
        "answer",
    )

    def made(self, report):
        return self.day(report.made_at)

    made.short_description = _("when")

    def answered(self, report):
        return self.day(report.answered_at)

    answered.short_description = _("answered")
