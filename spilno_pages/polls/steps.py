"""What a person can do next where a vote was refused."""

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _


def next_steps(verdict, back=""):
    """Returns [(words, address)], the first the one that helps most; back: where the person comes back to, to vote."""
    query = f"?{urlencode({'next': back})}" if back else ""
    steps = {
        "account": [(_("Sign in"), f"{resolve_url(settings.LOGIN_URL)}{query}")],
        "level": [(_("Verify yourself"), f"{reverse('cabinet-verification')}{query}")],
        "district": [(_("My verification"), f"{reverse('cabinet-verification')}{query}")],
        "barred": [(_("My verification"), f"{reverse('cabinet-verification')}{query}")],
        "district-unproven": [
            (_("Prove where you live"), f"{reverse('cabinet-verification')}{query}")
        ],
        "name": [(_("Enter a name"), f"{reverse('cabinet-profile')}{query}")],
    }
    return steps.get(verdict.code, [])
