"""The audit log."""

import json

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..record.models import AuditEvent
from .base import ActFilter, Inspect, PeriodFilter, Register

KEYS = {
    "account": _("account"),
    "resident": _("resident"),
    "poll": _("poll"),
    "role": _("role"),
    "roll": _("roll of residents"),
    "legalversion": _("version of a legal text"),
}


def in_words(key):
    """«мешканець 76c0421b» of "resident:76c0421b-…", the key itself where its kind has no word, "" of nothing."""
    kind, _colon, number = key.partition(":")
    return f"{KEYS[kind]} {number[:8]}" if kind in KEYS else key


class InspectEvent(Inspect):
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
