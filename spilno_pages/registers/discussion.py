"""What people say and what moderators decide: lists of the council, read here, decided on the comment's own page."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_modeladmin.helpers import ButtonHelper

from ..discussion.models import (
    Comment,
    Report,
    State,
)
from ..discussion.texts import excerpt
from .base import PeriodFilter, ReasonFilter, Register


class ModerateButtons(ButtonHelper):
    """«Decide» stands first beside each row; the act itself has one page for council and organizations alike."""

    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        query = urlencode({"next": self.request.get_full_path()})
        buttons.insert(
            0,
            {
                "url": f"{reverse('comment-moderate', args=[self.comment_of(obj)])}?{query}",
                "label": _("Decide"),
                "classname": self.finalise_classname(["button-small"]),
                "title": gettext("Decide about the comment %(comment)s")
                % {"comment": f"№ {self.comment_of(obj)}"},
            },
        )
        return buttons

    def comment_of(self, obj):
        return obj.pk if isinstance(obj, Comment) else obj.comment_id


class WrittenFilter(PeriodFilter):
    column = "submit_date"


class MadeFilter(PeriodFilter):
    column = "made_at"


class TroubleFilter(SimpleListFilter):
    title = _("waits for a moderator")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("yes", _("yes"))]

    def queryset(self, request, queryset):
        return queryset.troubled() if self.value() == "yes" else queryset


class OpenFilter(SimpleListFilter):
    title = _("decided")
    parameter_name = "decided"

    def lookups(self, request, model_admin):
        return [("no", _("not yet")), ("yes", _("yes"))]

    def queryset(self, request, queryset):
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(decision__isnull=self.value() == "no")


class CommentRegister(Register):
    model = Comment
    menu_icon = "comment"
    menu_order = 10
    button_helper_class = ModerateButtons
    list_display = ("words", "who", "where", "when", "state", "times")
    list_filter = ("state", TroubleFilter, ReasonFilter, "badge", WrittenFilter)
    search_fields = ("comment", "author__display_name", "page__title")
    list_select_related = ("author", "page")
    ordering = ("waits", "submit_date")  # what waits, the oldest first; then all others
    inspect_view_fields = (
        "comment",
        "page",
        "submit_date",
        "edited_at",
        "state",
        "reason",
        "badge",
        "badge_words",
        "helpful",
    )

    def get_queryset(self, request):
        found = self.model._default_manager.all()
        found = found.annotate(
            reported=Count("reports", filter=Q(reports__decision=None), distinct=True)
        )
        waits = Q(state=State.WAITING) | Q(state=State.PUBLIC, reported__gt=0)
        return found.annotate(waits=Case(When(waits, then=0), default=1))

    def words(self, comment):
        return excerpt(comment.comment, 70) or "—"

    words.short_description = _("comment")

    def who(self, comment):
        return comment.author_name

    who.short_description = _("author")

    def where(self, comment):
        return format_html(
            '<a href="{}">{}</a>', reverse("comment", args=[comment.pk]), comment.page.title
        )

    where.short_description = _("page")

    def when(self, comment):
        return self.day(comment.submit_date)

    when.short_description = _("when")
    when.admin_order_field = "submit_date"

    def times(self, comment):
        return comment.reported or "—"

    times.short_description = _("reports")
    times.admin_order_field = "reported"


class ReportRegister(Register):
    model = Report
    menu_icon = "warning"
    menu_order = 20
    button_helper_class = ModerateButtons
    list_display = ("words_of_comment", "reason", "words", "when", "decided")
    list_filter = (OpenFilter, ReasonFilter, MadeFilter)
    search_fields = ("words", "comment__comment")
    list_select_related = ("comment", "reason", "decision")
    ordering = ("is_decided", "made_at")  # what waits, the oldest first; then all others
    inspect_view_fields = ("comment", "reason", "words", "made_at", "decision")

    def get_queryset(self, request):
        waits = Q(decision=None, comment__state=State.PUBLIC)
        found = self.model._default_manager.all()
        return found.annotate(is_decided=Case(When(waits, then=0), default=1))

    def words_of_comment(self, report):
        return excerpt(report.comment.comment, 70) or "—"

    words_of_comment.short_description = _("comment")

    def when(self, report):
        return self.day(report.made_at)

    when.short_description = _("when")
    when.admin_order_field = "made_at"

    def decided(self, report):
        return report.decision.get_act_display() if report.decision else gettext("not yet")

    decided.short_description = _("decision")
