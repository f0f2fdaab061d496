"""Residents and their verifications."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..residents.models import Resident, Verification
from .base import DistrictFilter, PeriodFilter, Register


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
