from django.utils.translation import gettext_lazy as _

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import DayOff, Suspension, Term


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "time"
    list_display = ["key", "days", "unit", "since", "source"]


class DayOffViewSet(SnippetViewSet):
    model = DayOff
    icon = "calendar-alt"
    list_display = ["day", "name"]


class SuspensionViewSet(SnippetViewSet):
    model = Suspension
    icon = "calendar"
    list_display = ["since", "until", "source"]


class Terms(SnippetViewSetGroup):
    items = (TermViewSet, DayOffViewSet, SuspensionViewSet)
    menu_icon = "time"
    menu_label = _("Terms")
    menu_name = "spilno-terms"
    menu_order = 410


register_snippet(Terms)
