from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm

from spilno_pages.residents.actions import agree, rename, resident_of
from spilno_pages.residents.names import validate_name, visible, within
from spilno_pages.residents.rules import participation, versions_in_force


def plain(fields):
    """Labels stand above fields; what is typed is never covered by a placeholder."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(AllauthLoginForm):
    """E-mail and password; one answer for a wrong address and a wrong password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs |= {"autocomplete": "email", "autofocus": True}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Remember me on this device for two weeks")


class SignupForm(AllauthSignupForm):
    """A name, an address, and consent; a password only for those who want one."""

    name = forms.CharField(
        label=_("Your name, as others will see it"),
        max_length=80,
        help_text=_("As neighbors know you, for example “Оксана Б.”."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={"required": _("Enter a name that people can call you by.")},
    )
    agreed = forms.BooleanField(
        label=_("I agree"),
        error_messages={
            "required": _("Without your consent we may not keep your data: tick the box.")
        },
    )
    field_order = ["name", "email", "password1", "agreed"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("A code comes there. Nobody else will see the address.")
        self.fields["email"].error_messages["required"] = _("Enter your e-mail address.")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "Without a password you sign in with a code from a letter. With one: at least ten characters."
        )
        self.versions = versions_in_force()
        self.fields["agreed"].label = agreement(self.versions)

    def clean_name(self):
        name = within(visible(self.cleaned_data["name"]), 80)
        validate_name(name)
        return name

    def signup(self, request, user):
        """Called by allauth when the account is made, never for an address that has one already."""
        rename(resident_of(user), display_name=self.cleaned_data["name"])
        agree(user, {int(key) for key in self.data.getlist("version") if key.isdecimal()})


def agreement(versions):
    """Returns the words beside the tick, with links to the texts that are in force."""
    links = format_html_join(
        ", ",
        '<a href="{}" target="_blank">{}</a>',
        ((version.page.url, version.get_kind_display()) for version in versions if version.page),
    )
    age = gettext("I am %(age)s or older") % {"age": participation().youngest}
    if not links:
        return gettext("%(age)s and agree that the site keeps what I enter here") % {"age": age}
    return format_html(gettext("{} and agree with: {}"), age, links)
