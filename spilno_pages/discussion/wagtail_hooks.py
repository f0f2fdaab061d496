from django.utils.translation import gettext_lazy as _

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import ModerationReason


class ModerationReasonViewSet(SnippetViewSet):
    model = ModerationReason
    icon = "list-ul"
    menu_label = _("Reasons of moderation")
    menu_name = "spilno-reasons"
    menu_order = 405
    add_to_admin_menu = True
    list_display = ["name", "explanation", "order", "in_use"]


register_snippet(ModerationReasonViewSet)
