from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import District, OrganizationKind, OrganizationPage, Topic
from ..register import validate_register_code
from ..residents.names import COUNCIL, claims_office, visible, within
from .models import AccessibilityReport

CONTACTS = ("contact_person", "phone", "email", "website", "address", "meeting")
PLAIN = (*CONTACTS, "summary")


def tidy_values(form, data):
    """Returns the cleaned data with every text as it is stored: without marks nobody sees, within its length."""
    return {
        name: within(visible(value), form.fields[name].max_length)
        if isinstance(value, str)
        else value
        for name, value in data.items()
    }


def three_at_most(topics):
    if len(topics) > 3:
        raise ValidationError(_("Choose three topics at most."))
    return topics


def topics_field():
    return forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        label=_("Topics"),
        required=False,
        help_text=_("One to three. People find you by them."),
        widget=forms.CheckboxSelectMultiple,
    )


def district_field():
    return forms.ModelChoiceField(
        District.objects.all(),
        to_field_name="slug",
        label=_("District"),
        required=False,
        empty_label=_("The whole city"),
    )


class ProposalForm(forms.Form):
    """A question that a resident wants the whole city to talk over."""

    title = forms.CharField(
        label=_("The question"),
        max_length=140,
        help_text=_("One sentence with a question mark, as you would ask a neighbor."),
    )
    summary = forms.CharField(
        label=_("In short"),
        max_length=400,
        help_text=_("Two or three plain sentences: what happens now and why it should change."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    about = forms.CharField(
        label=_("What people should know"),
        max_length=5000,
        required=False,
        help_text=_("Facts, numbers, what others say. An empty line begins a paragraph."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    topics = topics_field()
    district = district_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].help_text = _("One to three. People find the discussion by them.")

    def clean_title(self):
        title = within(visible(self.cleaned_data["title"]), 140)
        if not any(letter.isalpha() for letter in title):
            raise ValidationError(_("Write the question in words."))
        return title

    def clean_topics(self):
        return three_at_most(self.cleaned_data["topics"])

    def clean(self):
        return tidy_values(self, super().clean())


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
    topics = topics_field()
    district = district_field()
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
        return three_at_most(self.cleaned_data["topics"])

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
        return tidy_values(self, data)

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
