from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Comment, Decision, ModerationReason, Report


class ModerationReasonViewSet(SnippetViewSet):
    model = ModerationReason
    icon = "list-ul"
    menu_label = _("Reasons of moderation")
    menu_name = "spilno-reasons"
    menu_order = 405
    add_to_admin_menu = True
    list_display = ["name", "explanation", "order", "in_use"]


register_snippet(ModerationReasonViewSet)


def is_used(reason):
    return any(
        model.objects.filter(reason=reason).exists() for model in (Report, Decision, Comment)
    )


@hooks.register("before_delete_snippet")
def used_reasons_stay(request, instances):
    used = [thing for thing in instances if isinstance(thing, ModerationReason) and is_used(thing)]
    if used:
        messages.error(
            request,
            gettext(
                "Decisions name this reason. Switch it off instead: it is not offered any more."
            ),
        )
        return redirect("wagtailsnippets_spilno_discussion_moderationreason:list")
    return None


@hooks.register("before_bulk_action")
def used_reasons_stay_in_bulk(request, action_type, objects, action_class_instance):
    return used_reasons_stay(request, objects) if action_type == "delete" else None
