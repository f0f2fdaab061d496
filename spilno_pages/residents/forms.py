from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .documents import born, person_tag
from .models import Basis, Level, Provider, Resident
from .names import LINK, validate_name, visible, within
from .providers.base import IdentityClaim
from .rules import may_link


class ProfileForm(forms.ModelForm):
    """What a person shows of themselves."""

    class Meta:
        model = Resident
        fields = ["display_name", "district", "about", "is_public"]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "display_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].empty_label = _("Not said")
        self.fields["display_name"].required = True

    def clean_display_name(self):
        name = within(visible(self.cleaned_data["display_name"]), 80)
        validate_name(name)
        return name

    def clean_about(self):
        about = within(visible(self.cleaned_data["about"]), 600)
        if LINK.search(about) and not (verdict := may_link(self.instance)):
            raise ValidationError(verdict.reason)
        return about


class CodeForm(forms.Form):
    """The first step at the desk: whose account is it."""

    code = forms.CharField(
        label=_("Code from the person’s cabinet"),
        max_length=12,
        help_text=_("Eight digits; spaces do not matter."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        ),
    )

    def clean_code(self):
        return "".join(filter(str.isdigit, self.cleaned_data["code"]))


class DeskForm(forms.Form):
    """The second step: what the passport says. The number is turned into the person's tag and forgotten."""

    document = forms.CharField(
        label=_("Tax number (РНОКПП)"),
        max_length=20,
        help_text=_(
            "Ten digits. The passport’s series and number only where it bears the refusal mark."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Only for a passport with the refusal mark; a tax number tells it by itself."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    basis = forms.ChoiceField(
        label=_("Residence"),
        choices=[("", _("not shown: the identity alone")), *Basis.choices],
        required=False,
        help_text=_(
            "What the documents show: the registration, the displaced person’s certificate, or a lease, bills, a declaration."
        ),
    )
    district = forms.ModelChoiceField(
        None,
        label=_("District of the residence"),
        required=False,
        to_field_name="slug",
        empty_label=_("not shown by the documents"),
        help_text=_(
            "Where the home shown by the documents is. In this district’s polls the person will vote; left empty, in no district’s."
        ),
    )
    compared = forms.BooleanField(label=_("I have seen the original, and the face fits"))
    take_over = forms.BooleanField(
        label=_(
            "Move the verification here: the person has lost the account they were verified on"
        ),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        districts = Resident._meta.get_field("proven_district").related_model
        self.fields["district"].queryset = districts.objects.all()

    def clean(self):
        data = super().clean()
        if data.get("district") and not data.get("basis"):
            self.add_error("district", _("A district is proven with the residence: choose it too."))
        if "document" not in data:
            return data
        try:
            tag, birth = person_tag(data["document"]), born(data["document"])
        except ValidationError as refusal:
            self.add_error("document", refusal)
            return data
        birth = birth or data.get("born")
        if birth is None:
            self.add_error("born", _("Enter the date of birth from the passport."))
            return data
        basis, district = data.get("basis", ""), data.get("district")
        self.claim = IdentityClaim(
            tag,
            Provider.DESK,
            level=Level.RESIDENT if basis else Level.IDENTITY,
            basis=basis,
            district=district.slug if district else "",
            born=birth,
        )
        return data


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The person reads these words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RollForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the list"),
        max_length=120,
        help_text=_(
            "Where the list comes from and of what day: “Register of the community, 1 November”."
        ),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV made by hash_roll: person_tag, residence_basis, district. No names, no numbers of documents."
        ),
    )
