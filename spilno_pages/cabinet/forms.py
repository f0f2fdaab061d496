from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..notices.kinds import GROUPS


class PreferencesForm(forms.Form):
    """Letters by group: what is ticked comes by mail, everything stands in the inbox anyway."""

    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    mailed = forms.MultipleChoiceField(
        label=_("Letters about"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mailed"].choices = [(name, str(words)) for name, words in GROUPS.items()]

    @property
    def silenced(self):
        return set(GROUPS) - set(self.cleaned_data["mailed"])


class ConsentForm(forms.Form):
    agreed = forms.BooleanField(
        label=_("I have read it and agree"),
        error_messages={
            "required": _("Tick the box if you agree, or read along without taking part.")
        },
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of the person"),
        help_text=_("A letter goes there. The person signs in with this very address and accepts."),
    )


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I understand that this cannot be undone"),
        error_messages={"required": _("Tick the box: deleting cannot be undone.")},
    )
