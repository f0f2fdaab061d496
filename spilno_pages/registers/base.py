"""What all registers share: reading alone, and of a query only what is offered."""

from datetime import timedelta

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView

from ..discussion.models import ModerationReason
from ..models import District
from ..record.models import ACTS
from ..spreadsheets import harmless


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
    """By the day of a column; Django's own filter speaks the language of an admin that is not installed."""

    title = _("when")
    parameter_name = "since"
    column = "at"
    PERIODS = {"1": _("last day"), "7": _("last seven days"), "31": _("last month")}

    def lookups(self, request, model_admin):
        return list(self.PERIODS.items())

    def queryset(self, request, queryset):
        if self.value() not in self.PERIODS:
            return queryset
        since = timezone.now() - timedelta(days=int(self.value()))
        return queryset.filter(**{f"{self.column}__gte": since})


class ReasonFilter(SimpleListFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request, model_admin):
        return [(reason.slug, str(reason)) for reason in ModerationReason.objects.all()]

    def queryset(self, request, queryset):
        return queryset.filter(reason__slug=self.value()) if self.value() else queryset


def row_key(text):
    """Returns a key as it stands in an address. Raises Http404 for what is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Http404
    return text


class SafeIndex(IndexView):
    """modeladmin asks the database for whatever a query names: a password's first letter, too. Only what is offered gets through."""

    def dispatch(self, request, *args, **kwargs):
        query = request.GET.copy()
        offered = self.offered(request)
        for name, values in list(query.lists()):
            if name not in offered or any("\x00" in value for value in values):
                del query[name]
        request.GET = query
        try:
            return super().dispatch(request, *args, **kwargs)
        except (IncorrectLookupParameters, ValidationError, ValueError, OverflowError):
            return redirect(request.path)

    def preprocess_field_value(self, field, value, export_format):
        """No spreadsheet program takes what somebody wrote for a formula."""
        cell = super().preprocess_field_value(field, value, export_format)
        return harmless(cell) if isinstance(cell, str) else cell

    def offered(self, request):
        names = {self.SEARCH_VAR, self.PAGE_VAR, self.ORDER_VAR, self.EXPORT_VAR}
        for field in self.model_admin.get_list_filter(request):
            is_name = isinstance(field, str)
            names.add(f"{field}__exact" if is_name else field.parameter_name)
        return names


class Inspect(InspectView):
    def get_field_display_value(self, field_name, field=None):
        value = super().get_field_display_value(field_name, field)
        return (_("yes") if value else _("no")) if isinstance(value, bool) else value


class Register(ModelAdmin):
    index_view_class = SafeIndex
    inspect_view_class = Inspect
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
