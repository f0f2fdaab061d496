"""«Is it you?» for people without a password: a code from a letter before a serious step.

allauth asks those with a password or a second factor; those who only have a mailbox it lets through.
"""

import time
from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows

from spilno_pages.limits import Limit, too_often
from spilno_pages.residents.access import private, safe_next

FRESH = 15 * 60  # seconds for which a sign-in or a code counts as "just now"
ATTEMPTS = 3
GUESSES = Limit("fresh-guesses", 10, timedelta(hours=1))
LETTERS = Limit("fresh-codes", 5, timedelta(hours=1))
KEPT = "fresh_code"
SEEN = "signed_in_at"
SERIOUS = {"account_email", "account_set_password", "account_change_password", "cabinet-erase"}


class FreshCodeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.url_name or ""
        if name not in SERIOUS and not name.startswith("mfa_"):
            return None
        if not request.user.is_authenticated or is_fresh(request):
            return None
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('account_fresh_code')}?{query}")


def is_fresh(request):
    """True for people whom allauth asks itself, and for a sign-in or a code of the last FRESH seconds."""
    if get_reauthentication_flows(request.user):
        return True
    return time.time() - request.session.get(SEEN, 0) < FRESH


def signed_in(request, **kwargs):
    """Hears user_logged_in, by whatever door."""
    request.session[SEEN] = time.time()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def digest(code):
    return salted_hmac(__name__, code, algorithm="sha256").hexdigest()


def send(request):
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[KEPT] = {"digest": digest(code), "at": time.time(), "left": ATTEMPTS}
    adapter.send_mail("account/email/fresh_code", request.user.email, {"code": code})


def fits(request, code):
    """True once for the right code; the third wrong one spoils it."""
    kept = request.session.get(KEPT)
    if not kept or time.time() - kept["at"] > FRESH or kept["left"] < 1:
        return False
    right = constant_time_compare(kept["digest"], digest("".join(filter(str.isdigit, code))))
    request.session[KEPT] = None if right else kept | {"left": kept["left"] - 1}
    return right


@login_required
def fresh_code(request):
    """GET shows the form, POST without a code sends the letter, POST with it goes on to ?next=."""
    back = safe_next(request, reverse("cabinet"))
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        if refusal := too_often(request, LETTERS, request.user.pk):
            return refusal
        send(request)
    elif form.is_bound and form.is_valid():
        # Counted in the shared cache before it is compared: guesses at once do not share one count of the session.
        if refusal := too_often(request, GUESSES, request.user.pk):
            return refusal
        if fits(request, form.cleaned_data["code"]):
            signed_in(request)
            return redirect(back)
        form.add_error(
            "code",
            _("The code does not fit. Check it against the newest letter, or ask for a new one."),
        )
    context = {"form": form, "back": back, "is_sent": bool(request.session.get(KEPT))}
    return private(render(request, "account/fresh_code.html", context))
