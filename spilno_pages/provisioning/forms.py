from django import forms
from django.utils.translation import gettext_lazy as _


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("A letter goes there: with a link to set a password, if the account is new."),
    )
    first_name = forms.CharField(label=_("Name"), max_length=60)
    last_name = forms.CharField(label=_("Surname"), max_length=60)
