"""What moderators decided, and what departments are asked."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Case, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_modeladmin.helpers import ButtonHelper

from ..discussion.models import Appeal, Block, Decision
from ..discussion.texts import excerpt
from ..questions.models import Question
from .base import PeriodFilter, ReasonFilter, Register


class DecisionRegister(Register):
    model = Decision
    menu_icon = "history"
    menu_order = 30
    list_display = ("when", "act", "reason", "office", "where")
    list_filter = ("act", ReasonFilter, PeriodFilter)
    search_fields = ("office_words", "comment__page__title")
    list_select_related = ("reason", "comment__page")
    list_export = ("at", "act", "reason", "office_words")
    ordering = ("-at",)
    inspect_view_fields = ("at", "act", "reason", "words", "office_words", "comment", "overrules")

    def when(self, decision):
        return self.day(decision.at)

    when.short_description = _("when")
    when.admin_order_field = "at"

    def office(self, decision):
        return decision.office_words or gettext("City council")

    office.short_description = _("decided by")

    def where(self, decision):
        return decision.comment.page.title

    where.short_description = _("page")


class AppealButtons(ButtonHelper):
    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        buttons.insert(
            0,
            {
                "url": reverse("appeal-decide", args=[obj.pk]),
                "label": _("Decide"),
                "classname": self.finalise_classname(["button-small"]),
                "title": gettext("Decide the appeal %(appeal)s") % {"appeal": obj},
            },
        )
        return buttons


class AppealRegister(Register):
    model = Appeal
    menu_icon = "undo"
    menu_order = 40
    button_helper_class = AppealButtons
    list_display = ("when", "about", "words_short", "outcome")
    search_fields = ("words",)
    list_select_related = ("decision__reason",)
    ordering = ("is_decided", "made_at")
    inspect_view_fields = ("made_at", "decision", "words", "decided_at", "granted", "answer")

    def get_queryset(self, request):
        found = self.model._default_manager.all()
        return found.annotate(is_decided=Case(When(decided_at=None, then=0), default=1))

    def when(self, appeal):
        return self.day(appeal.made_at)

    when.short_description = _("when")
    when.admin_order_field = "made_at"

    def about(self, appeal):
        return f"{appeal.decision.get_act_display()}: {appeal.decision.reason or '—'}"

    about.short_description = _("decision")

    def words_short(self, appeal):
        return excerpt(appeal.words, 70)

    words_short.short_description = _("what the author says")

    def outcome(self, appeal):
        if not appeal.decided_at:
            return gettext("not yet")
        return gettext("granted") if appeal.granted else gettext("refused")

    outcome.short_description = _("decided")


class BlockButtons(ButtonHelper):
    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if obj.is_in_force:
            buttons.append(
                {
                    "url": reverse("comment-unblock", args=[obj.pk]),
                    "label": _("Lift"),
                    "classname": self.finalise_classname(["no", "button-small"]),
                    "title": gettext("Lift the block %(block)s") % {"block": obj},
                }
            )
        return buttons


class BlockRegister(Register):
    model = Block
    menu_icon = "lock"
    menu_order = 50
    button_helper_class = BlockButtons
    list_display = ("who", "from_day", "until_day", "place", "why", "lifted")
    search_fields = ("resident__display_name",)
    list_select_related = ("resident", "scope", "decision__reason")
    ordering = ("-since",)
    inspect_view_fields = ("resident", "since", "until", "scope", "decision", "lifted_at")

    def who(self, block):
        return str(block.resident)

    who.short_description = _("resident")

    def from_day(self, block):
        return self.day(block.since)

    from_day.short_description = _("from")

    def until_day(self, block):
        return self.day(block.until)

    until_day.short_description = _("until")

    def place(self, block):
        return block.scope.title if block.scope else gettext("everywhere")

    place.short_description = _("where")

    def why(self, block):
        return str(block.decision.reason or "—")

    why.short_description = _("reason")

    def lifted(self, block):
        return self.day(block.lifted_at)

    lifted.short_description = _("lifted")


class AnsweredFilter(SimpleListFilter):
    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return [("open", _("waits")), ("overdue", _("overdue")), ("answered", _("there is one"))]

    def queryset(self, request, queryset):
        if self.value() not in {"open", "overdue", "answered"}:
            return queryset
        return getattr(queryset, self.value())()


class QuestionRegister(Register):
    model = Question
    menu_icon = "help"
    menu_order = 60
    list_display = ("words", "to", "asked", "due", "answered")
    list_filter = (AnsweredFilter,)
    search_fields = ("comment__comment", "department__title")
    list_select_related = ("comment", "department")
    ordering = ("is_answered", "due_on")
    inspect_view_fields = (
        "comment",
        "department",
        "asked_on",
        "due_on",
        "answered_on",
        "department_words",
    )

    def words(self, question):
        return format_html(
            '<a href="{}">{}</a>',
            reverse("question-answer", args=[question.pk]),
            excerpt(question.comment.comment, 70) or "—",
        )

    words.short_description = _("question")

    def get_queryset(self, request):
        found = self.model._default_manager.all()
        return found.annotate(is_answered=Case(When(answered_on=None, then=0), default=1))

    def to(self, question):
        return question.department.title

    to.short_description = _("department")

    def asked(self, question):
        return self.day(question.asked_on)

    asked.short_description = _("asked")
    asked.admin_order_field = "asked_on"

    def due(self, question):
        return self.day(question.due_on)

    due.short_description = _("due by")
    due.admin_order_field = "due_on"

    def answered(self, question):
        if question.is_overdue:
            return gettext("overdue")
        return self.day(question.answered_on)

    answered.short_description = _("answered")
