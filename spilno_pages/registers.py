"""The registers of people and acts in the admin: read, searched, filtered; changed only where a decision is theirs to make."""

import json
from datetime import timedelta

from django import forms
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, PageChooserPanel
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import CreateView, IndexView, InspectView

from .models import DepartmentPage, District
from .record.models import ACTS, AuditEvent
from .residents import rules
from .residents.actions import announce_role, end_role, resident_of
from .residents.models import Resident, Role, RoleKind, Verification
from .sessions import is_confirmed
from .submissions.models import AccessibilityReport, Application


class ReadOnly(PermissionHelper):
    """Whoever may view may list and inspect; nobody adds, changes or deletes here."""

    def may_view(self, user):
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_list(self, user):
        return self.may_view(user)

    def user_can_inspect_obj(self, user, obj):
        return self.inspect_view_enabled and self.may_view(user)

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class DistrictFilter(SimpleListFilter):
    """modeladmin's own filter by a related row asks Django's admin, which the site does not have."""

    title = _("district")
    parameter_name = "district"

    def lookups(self, request, model_admin):
        return [(district.slug, str(district)) for district in District.objects.all()]

    def queryset(self, request, queryset):
        return queryset.filter(district__slug=self.value()) if self.value() else queryset


class ActFilter(SimpleListFilter):
    title = _("act")
    parameter_name = "act"

    def lookups(self, request, model_admin):
        return [(act, str(words)) for act, words in ACTS.items()]

    def queryset(self, request, queryset):
        return queryset.filter(act=self.value()) if self.value() else queryset


class PeriodFilter(SimpleListFilter):
    """By the day of `at`; Django's own filter speaks the language of an admin that is not installed."""

    title = _("when")
    parameter_name = "since"
    PERIODS = {"1": _("last day"), "7": _("last seven days"), "31": _("last month")}

    def lookups(self, request, model_admin):
        return list(self.PERIODS.items())

    def queryset(self, request, queryset):
        if self.value() not in self.PERIODS:
            return queryset
        return queryset.filter(at__gte=timezone.now() - timedelta(days=int(self.value())))


def row_key(text):
    """Returns a key as it stands in an address. Raises Http404 for what is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Http404
    return text


class SafeIndex(IndexView):
    """modeladmin asks the database for whatever a query names: a password's first letter, too. Only what is offered gets through."""

    def dispatch(self, request, *args, **kwargs):
        query = request.GET.copy()
        for name in [name for name in query if name not in self.offered(request)]:
            del query[name]
        request.GET = query
        try:
            return super().dispatch(request, *args, **kwargs)
        except (IncorrectLookupParameters, ValidationError, ValueError, OverflowError):
            return redirect(request.path)

    def offered(self, request):
        names = {self.SEARCH_VAR, self.PAGE_VAR, self.ORDER_VAR, self.EXPORT_VAR}
        for field in self.model_admin.get_list_filter(request):
            is_name = isinstance(field, str)
            names.add(f"{field}__exact" if is_name else field.parameter_name)
        return names


class Register(ModelAdmin):
    index_view_class = SafeIndex
    permission_helper_class = ReadOnly
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    index_view_extra_css = ["spilno_pages/admin/registers.css"]

    def inspect_view(self, request, instance_pk):
        return super().inspect_view(request, row_key(instance_pk))

    def edit_view(self, request, instance_pk):
        return super().edit_view(request, row_key(instance_pk))

    def day(self, value):
        return date_format(value, "j E Y") if value else "—"


class ResidentRegister(Register):
    """Who takes part; no documents, no tags, no addresses of mail."""

    model = Resident
    menu_icon = "user"
    menu_order = 100
    list_display = ("name", "level", "residence_basis", "until", "district", "joined")
    list_filter = ("level", "residence_basis", "age_band", DistrictFilter)
    search_fields = ("display_name",)
    ordering = ("-joined_at",)
    list_select_related = ("district",)
    inspect_view_fields = (
        "display_name",
        "level",
        "residence_basis",
        "valid_until",
        "age_band",
        "district",
        "joined_at",
    )

    def name(self, resident):
        return str(resident)

    name.short_description = pgettext_lazy("of a person", "name")

    def until(self, resident):
        return self.day(resident.valid_until)

    until.short_description = _("valid until")
    until.admin_order_field = "valid_until"

    def joined(self, resident):
        return self.day(resident.joined_at)

    joined.short_description = _("joined")
    joined.admin_order_field = "joined_at"


class VerificationRegister(Register):
    model = Verification
    menu_icon = "tick"
    menu_order = 110
    list_display = ("at", "resident", "provider", "level", "residence_basis", "clerk")
    list_filter = ("provider", "level", "residence_basis", PeriodFilter)
    search_fields = ("resident__display_name",)
    ordering = ("-at",)
    list_select_related = ("resident", "clerk")
    inspect_view_fields = (
        "at",
        "resident",
        "provider",
        "level",
        "residence_basis",
        "valid_until",
        "clerk",
    )


KEYS = {
    "account": _("account"),
    "resident": _("resident"),
    "role": _("role"),
    "roll": _("roll of residents"),
    "legalversion": _("version of a legal text"),
}


def in_words(key):
    """«мешканець 76c0421b» of "resident:76c0421b-…", the key itself where its kind has no word, "" of nothing."""
    kind, _colon, number = key.partition(":")
    return f"{KEYS[kind]} {number[:8]}" if kind in KEYS else key


class InspectEvent(InspectView):
    """Whole keys and details, as they were written."""

    def get_field_display_value(self, field_name, field=None):
        value = getattr(self.instance, field_name)
        if field_name == "act":
            return self.instance.act_name
        if field_name == "details":
            value = json.dumps(value, ensure_ascii=False)
        if field_name in {"subject", "by", "details"}:
            return format_html("<code>{}</code>", value or "—")
        return super().get_field_display_value(field_name, field)


class AuditRegister(Register):
    model = AuditEvent
    menu_icon = "history"
    menu_order = 140
    list_display = ("at", "act_words", "subject_words", "by_words")
    list_filter = (ActFilter, PeriodFilter)
    search_fields = ("subject", "by", "act")
    list_export = ("at", "act", "subject", "by", "details")
    inspect_view_fields = ("at", "act", "subject", "by", "details")
    inspect_view_class = InspectEvent

    def act_words(self, event):
        return event.act_name

    act_words.short_description = _("act")
    act_words.admin_order_field = "act"

    def subject_words(self, event):
        return in_words(event.subject)

    subject_words.short_description = _("about")
    subject_words.admin_order_field = "subject"

    def by_words(self, event):
        return in_words(event.by) or gettext("the system")

    by_words.short_description = _("by whom")


class RoleForm(WagtailAdminModelForm):
    """A role is given to an account by its address; who may give which is residents.rules.may_give_role."""

    email = forms.EmailField(
        label=_("E-mail of the account"),
        help_text=_("The person signs up first; the role is then added to their account."),
    )

    def clean(self):
        data = super().clean()
        user = get_user_model().objects.filter(email__iexact=data.get("email", "")).first()
        if data.get("email") and (user is None or not user.is_active or not is_confirmed(user)):
            self.add_error("email", _("There is no account with this address."))
            return data
        kind = data.get("kind")
        if kind and not (verdict := rules.may_give_role(self.for_user, kind)):
            self.add_error("kind", verdict.reason)
        page = data.get("page")
        if kind == RoleKind.OFFICIAL and not page:
            self.add_error("page", _("Choose the official’s department."))
        if page and not DepartmentPage.objects.filter(pk=page.pk).exists():
            self.add_error("page", _("A role belongs to a department of the council."))
        if user and user == self.for_user:
            self.add_error("email", _("Nobody gives themselves a role. Ask a colleague."))
        if user and kind:
            self.instance.resident = resident_of(user)
            self.refuse_twice(kind, data.get("page"))
        return data

    def refuse_twice(self, kind, page):
        roles = self.instance.resident.roles.filter(kind=kind, page=page)
        if roles.filter(until=None).exists() or roles.current().exists():
            self.add_error("email", _("This person has this role already."))


class RolePermissions(ReadOnly):
    def user_can_create(self, user):
        return self.user_has_specific_permission(user, "add_role")


class CreateRole(CreateView):
    """The act behind the form is residents': rights, the audit log and the notice follow."""

    def dispatch(self, request, *args, **kwargs):
        if page := request.POST.get("page"):
            row_key(page)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        answer = super().form_valid(form)
        announce_role(form.instance, self.request.user)
        return answer


def lasts(role):
    return role.until is None or role.until >= timezone.localdate()


class RoleButtons(ButtonHelper):
    """Ending stands beside each role that the person at the admin may end."""

    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if lasts(obj) and rules.may_give_role(self.request.user, obj.kind):
            buttons.append(
                {
                    "url": reverse("spilno_role_end", args=[obj.pk]),
                    "label": _("End"),
                    "classname": self.finalise_classname(["no"]),
                    "title": gettext("End the role: %(role)s") % {"role": obj},
                }
            )
        return buttons


class RoleRegister(Register):
    model = Role
    menu_icon = "group"
    menu_order = 120
    permission_helper_class = RolePermissions
    button_helper_class = RoleButtons
    create_view_class = CreateRole
    list_display = ("resident", "kind", "title", "page", "from_day", "until_day")
    list_filter = ("kind",)
    search_fields = ("resident__display_name", "title")
    list_select_related = ("resident", "page")
    ordering = ("-since",)
    edit_handler = ObjectList(
        [
            FieldPanel("email"),
            FieldPanel("kind"),
            PageChooserPanel("page", [DepartmentPage]),
            FieldPanel("title"),
            FieldPanel("since"),
            FieldPanel("until"),
        ],
        base_form_class=RoleForm,
    )

    def from_day(self, role):
        return self.day(role.since)

    from_day.short_description = _("from")

    def until_day(self, role):
        return self.day(role.until)

    until_day.short_description = _("until")


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

    organization.short_description = _("organization")

    def made(self, application):
        return self.day(application.made_at)

    made.short_description = _("handed in")
    made.admin_order_field = "made_at"

    def state_words(self, application):
        return {
            "approved": gettext("in the network"),
            "review": gettext("being read"),
            "returned": gettext("returned with a reason"),
            "closed": gettext("closed"),
        }[application.state]

    state_words.short_description = _("state")


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


class People(ModelAdminGroup):
    menu_label = _("People")
    menu_icon = "group"
    menu_order = 170
    items = (
        ApplicationRegister,
        ResidentRegister,
        VerificationRegister,
        RoleRegister,
        BarrierRegister,
        AuditRegister,
    )


def role_end(request, pk):
    """GET asks, POST ends the role."""
    role = get_object_or_404(Role.objects.select_related("resident__user", "page"), pk=pk)
    if not lasts(role):
        raise Http404
    if not (verdict := rules.may_give_role(request.user, role.kind)):
        raise PermissionDenied(verdict.reason)
    if request.method != "POST":
        return render(request, "spilno_residents/role_end.html", {"role": role})
    end_role(role, by=request.user)
    messages.success(request, gettext("The role has ended; the person is told."))
    return redirect("spilno_residents_role_modeladmin_index")


ADDRESSES = [path("roles/<int:pk>/end/", role_end, name="spilno_role_end")]
