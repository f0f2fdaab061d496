"""Switching letters off by the link in one of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from . import actions
from .kinds import GROUPS
from .letters import read_off_token
from .models import Preferences


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signed token is the proof
@never_cache
def off(request, token):
    """GET asks, POST switches the group's letters off; the inbox goes on."""
    known = read_off_token(token)
    if known is None:
        raise Http404
    key, group = known
    preferences = get_object_or_404(Preferences.objects.select_related("user"), key=key)
    if request.method == "POST":
        actions.prefer(preferences.user, silenced={*preferences.silenced, group})
    is_done = request.method == "POST"
    heading = _("No more letters of this kind") if is_done else _("Stop these letters?")
    context = {"group": GROUPS[group], "done": is_done, "heading": heading}
    return render(request, "spilno_notices/off.html", context)
