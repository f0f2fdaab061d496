from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    """E-mail and password; one answer for a wrong address and a wrong password."""

    username = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "email"}),
    )
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _(
            "The e-mail or the password does not fit. Check both, or set a new password."
        ),
    }

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()
