from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import District, OrganizationKind, OrganizationPage, Topic
from ..register import validate_register_code
from ..residents.names import COUNCIL, claims_office, visible, within
from .models import AccessibilityReport

CONTACTS = ("contact_person", "phone", "email", "website", "address", "meeting")
PLAIN = (*CONTACTS, "summary")


class ApplicationForm(forms.Form):
    """What the council needs to know of an organization, and what its page will show."""

    title = forms.CharField(
        label=_("Name of the organization"),
        max_length=120,
        help_text=_("Without the legal form and quotation marks: Рось жива"),
    )
    kind = forms.ModelChoiceField(
        OrganizationKind.objects.all(),
        label=_("Legal kind"),
        empty_label=_("Choose…"),
        to_field_name="slug",
    )
    register_code = forms.CharField(
        label=_("Register code (EDRPOU)"),
        max_length=8,
        required=False,
        help_text=_("Eight digits. Leave empty if you are not a legal person."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    summary = forms.CharField(
        label=_("In short"),
        max_length=400,
        help_text=_("Two or three plain sentences: who you are and what you do for the city."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    about = forms.CharField(
        label=_("About the organization"),
        max_length=5000,
        required=False,
        help_text=_(
            "Your story: an empty line begins a paragraph. Pictures come later, in the editor."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        label=_("Topics"),
        required=False,
        help_text=_("One to three. People find you by them."),
        widget=forms.CheckboxSelectMultiple,
    )
    district = forms.ModelChoiceField(
        District.objects.all(),
        to_field_name="slug",
        label=_("District"),
        required=False,
        empty_label=_("The whole city"),
    )
    standing = forms.CharField(
        label=_("Who you are in it"),
        max_length=120,
        help_text=_("For example “head”, “secretary of the board”. The council alone sees it."),
    )
    contact_person = forms.CharField(
        label=_("Contact person"), max_length=120, help_text=_("Everyone will see the name.")
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Everyone will see it."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail of the organization"),
        required=False,
        help_text=_("Everyone will see it."),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        help_text=_("Full address, with https://"),
        assume_scheme="https",
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("Street and house; not a home address."),
    )
    meeting = forms.CharField(
        label=_("When and where to come"),
        max_length=200,
        required=False,
        help_text=_("For example “Thursdays at 18:00, boat station”."),
    )
    entitled = forms.BooleanField(
        label=_("I may speak for this organization, and what I wrote is true"),
        error_messages={"required": _("Confirm that you may speak for the organization.")},
    )

    def __init__(self, *args, page=None, **kwargs):
        self.page = page
        super().__init__(*args, **kwargs)

    @property
    def groups(self):
        """Returns [(heading, [bound fields])] in the order of the page."""
        names = (
            (_("The organization"), ("title", "kind", "register_code", "summary", "about")),
            (_("How people find it"), ("topics", "district")),
            (_("You and the council"), ("standing",)),
            (_("Contacts on the page"), CONTACTS),
        )
        return [(heading, [self[name] for name in group]) for heading, group in names]

    def clean_title(self):
        title = within(visible(self.cleaned_data["title"]).strip('«»"“”'), 120)
        if claims_office(title, COUNCIL):
            raise ValidationError(
                _(
                    "This name sounds like an institution of the council. Choose the name of your organization itself."
                )
            )
        return title

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > 3:
            raise ValidationError(_("Choose three topics at most."))
        return topics

    def clean(self):
        data = super().clean()
        kind, code = data.get("kind"), data.get("register_code", "")
        if kind and kind.needs_register_code and not code:
            self.add_error(
                "register_code",
                _("An organization of this kind has a register code. Enter its eight digits."),
            )
        if kind and not kind.needs_register_code and code:
            self.add_error(
                "register_code",
                _("This kind of organization has no register code. Leave the field empty."),
            )
        if code and "register_code" not in self.errors:
            self.check_code(code)
        return {
            name: within(visible(value), self.fields[name].max_length)
            if isinstance(value, str)
            else value
            for name, value in data.items()
        }

    def check_code(self, code):
        try:
            validate_register_code(code)
        except ValidationError as refusal:
            self.add_error("register_code", refusal)
            return
        taken = OrganizationPage.objects.filter(register_code=code)
        if taken.exclude(pk=self.page and self.page.pk).exists():
            self.add_error(
                "register_code",
                _(
                    "An organization with this code is in the network or has applied already. If it is yours, ask its representatives "
                    "to invite you, or write to the council."
                ),
            )


class AccessibilityForm(forms.ModelForm):
    class Meta:
        model = AccessibilityReport
        fields = ["where", "problem", "tools", "reply_to"]
        widgets = {"problem": forms.Textarea(attrs={"rows": 5})}
