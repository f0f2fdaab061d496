"""Polls as the council keeps them: states, turnout, who took part without what was chosen, answers in own words."""

from uuid import UUID

from django import forms
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail_modeladmin.helpers import ButtonHelper

from ..models import PollPage
from ..polls import keys, rules
from ..polls.actions import cancel, decide_answer, extend
from ..polls.models import Answer, Checkpoint, Kind, Participation, Poll, State
from .base import DistrictFilter, PeriodFilter, Register, SafeIndex, row_key


class StateFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        now = timezone.now()
        conditions = {
            State.SOON: {"opens_at__gt": now, "cancelled_at": None},
            State.OPEN: {"opens_at__lte": now, "closes_at__gt": now, "cancelled_at": None},
            State.COUNTING: {"closes_at__lte": now, "sealed_at": None, "cancelled_at": None},
            State.SEALED: {"sealed_at__isnull": False},
            State.CANCELLED: {"cancelled_at__isnull": False},
        }
        return (
            queryset.filter(**conditions[self.value()]) if self.value() in conditions else queryset
        )


class KindFilter(SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() in Kind.values else queryset


class PollRegister(Register):
    model = Poll
    menu_label = _("Register of polls")
    menu_icon = "poll"
    menu_order = 10
    list_display = (
        "page_link",
        "kind",
        "state_words",
        "turnout",
        "opening",
        "closing",
        "key_words",
    )
    list_filter = (StateFilter, KindFilter)
    search_fields = ("title",)
    list_select_related = ("page",)
    list_export = (
        "title",
        "kind",
        "state_words",
        "turnout",
        "opens_at",
        "closes_at",
        "content_hash",
    )
    inspect_view_fields = (
        "title",
        "kind",
        "min_level",
        "district",
        "allow_change",
        "shown",
        "opens_at",
        "closes_at",
        "sealed_at",
        "cancelled_at",
        "revision",
        "content_hash",
        "trouble",
    )

    def get_queryset(self, request):
        return self.model._default_manager.annotate(took=Count("participations"))

    def page_link(self, poll):
        if poll.page_id is None:
            return poll.title
        return format_html('<a href="{}">{}</a>', reverse("poll", args=[poll.pk]), poll.title)

    page_link.short_description = _("poll")
    page_link.admin_order_field = "title"

    def state_words(self, poll):
        return State(poll.state()).label

    state_words.short_description = _("state")

    def turnout(self, poll):
        return poll.result["participation"] if poll.sealed_at else poll.took

    turnout.short_description = _("took part")
    turnout.admin_order_field = "took"

    def opening(self, poll):
        return rules.moment(poll.opens_at)

    opening.short_description = _("opens")
    opening.admin_order_field = "opens_at"

    def closing(self, poll):
        return rules.moment(poll.closes_at)

    closing.short_description = _("closes")
    closing.admin_order_field = "closes_at"

    def key_words(self, poll):
        if poll.sealed_at or poll.cancelled_at:
            return gettext("destroyed")
        return gettext("in its place") if keys.is_there(poll) else gettext("LOST")

    key_words.short_description = _("key")


class DayFilter(PeriodFilter):
    column = "day"


class PollFilter(SimpleListFilter):
    title = _("poll")
    parameter_name = "poll"

    def lookups(self, request, model_admin):
        return [(str(poll.pk), poll.title) for poll in Poll.objects.laid()[:50]]

    def queryset(self, request, queryset):
        value = self.value() or ""
        return queryset.filter(poll=row_key(value)) if value else queryset


class WithoutTags(SafeIndex):
    """modeladmin writes the key of each row into the page; here it is the voter's pseudonym, which nobody is to see."""

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        for row in rows:
            row.voter_tag = ""
        return context | {"object_list": rows}


class ParticipationRegister(Register):
    """Who took part is a pseudonym, and even that is not shown; there is no choice here and no way to one.

    Nothing of a poll that is not counted yet: rows that come one by one beside a running result would tell a choice.
    """

    model = Participation
    menu_icon = "group"
    menu_order = 20
    index_view_class = WithoutTags
    inspect_view_enabled = False
    list_display = ("poll", "day", "district", "age_band", "orphan")
    list_filter = (PollFilter, DistrictFilter, DayFilter)
    list_export = ("poll", "day", "district", "age_band")
    list_select_related = ("poll", "district")
    ordering = ("-day", "poll", "voter_tag")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(poll__sealed_at__isnull=False)

    def orphan(self, row):
        return gettext("yes") if row.is_orphan else "—"

    orphan.short_description = _("account deleted")


class CheckpointRegister(Register):
    model = Checkpoint
    menu_icon = "lock"
    menu_order = 40
    list_display = ("poll", "seq", "at", "ballots", "merkle_root")
    list_filter = (PollFilter,)
    list_select_related = ("poll",)
    ordering = ("-at",)
    inspect_view_fields = ("poll", "seq", "at", "ballots", "merkle_root", "prev_hash", "hash")


class AnswerButtons(ButtonHelper):
    """«Show» and «Do not show» beside each answer: a form each, for they write."""

    def get_buttons_for_obj(self, obj, *args, **kwargs):
        if not self.request.user.has_perm("spilno_polls.change_answer"):
            return []
        return [
            {
                "url": reverse("spilno_answer", args=[obj.pk]),
                "label": _("Decide"),
                "classname": self.finalise_classname(["button-small"]),
                "title": gettext("Decide about the answer"),
            }
        ]


class AnswerRegister(Register):
    model = Answer
    menu_icon = "edit"
    menu_order = 30
    button_helper_class = AnswerButtons
    inspect_view_enabled = False
    list_display = ("text", "question", "day", "state")
    list_filter = ("state",)
    search_fields = ("text",)
    list_select_related = ("question__poll",)
    ordering = ("-state", "day", "pk")  # what waits first

    def edit_view(self, request, instance_pk):
        raise Http404

    def delete_view(self, request, instance_pk):
        raise Http404

    def inspect_view(self, request, instance_pk):
        raise Http404


def answer(request, pk):
    """One answer, with two buttons."""
    if not request.user.has_perm("spilno_polls.change_answer"):
        raise PermissionDenied
    try:
        key = UUID(pk)
    except ValueError:
        raise Http404 from None
    found = get_object_or_404(Answer.objects.select_related("question__poll"), pk=key)
    if request.method == "POST":
        state = Answer.State.SHOWN if "show" in request.POST else Answer.State.HIDDEN
        decide_answer(found, state, by=request.user)
        messages.success(
            request,
            gettext("The answer is shown on the page.")
            if state == Answer.State.SHOWN
            else gettext("The answer is not shown."),
        )
        return redirect("spilno_polls_answer_modeladmin_index")
    return render(request, "spilno_polls/admin/answer.html", {"answer": found})


class AmendForm(forms.Form):
    """A longer term, or the end without a result; the reason is public."""

    closes_at = forms.DateTimeField(
        label=_("New end"), widget=AdminDateTimeInput, help_text=_("Later than the present one.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. Everyone reads them on the page."),
    )

    def __init__(self, *args, act, **kwargs):
        super().__init__(*args, **kwargs)
        if act == "cancel":
            del self.fields["closes_at"]


def amend(request, page_id, act):
    """Extends or cancels the poll of a page. For whoever may publish the page."""
    page = get_object_or_404(PollPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    poll = page.poll
    if poll is None:
        raise PermissionDenied
    verdict = rules.may_amend(poll)
    form = AmendForm(request.POST or None, act=act)
    if request.method == "POST" and verdict and form.is_valid():
        try:
            if act == "extend":
                extend(
                    poll,
                    form.cleaned_data["closes_at"],
                    form.cleaned_data["reason"],
                    by=request.user,
                )
                PollPage.objects.filter(pk=poll.page_id).update(
                    closes_at=form.cleaned_data["closes_at"]
                )
            else:
                cancel(poll, form.cleaned_data["reason"], by=request.user)
        except (PermissionDenied, ValidationError) as refusal:
            form.add_error(None, getattr(refusal, "messages", None) or [str(refusal)])
        else:
            messages.success(
                request,
                gettext("The term is extended.")
                if act == "extend"
                else gettext("The poll is cancelled."),
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"page": page, "poll": poll, "form": form, "verdict": verdict, "act": act}
    return render(request, "spilno_polls/admin/amend.html", context)


ADDRESSES = [
    path("polls/<int:page_id>/extend/", amend, {"act": "extend"}, name="spilno_poll_extend"),
    path("polls/<int:page_id>/cancel/", amend, {"act": "cancel"}, name="spilno_poll_cancel"),
    path("polls/answers/<slug:pk>/", answer, name="spilno_answer"),
]
