from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from django_comments_xtd.forms import XtdCommentForm

from . import rules, texts
from .models import Comment, Done, ModerationReason, Stance, State, Thread

UPSTREAM = (
    "name",
    "email",
    "url",
    "followup",
    "content_type",
    "object_pk",
    "timestamp",
    "security_hash",
    "honeypot",
)
# Longer is refused before anything is done with it.
LONGEST = 100_000
BLOCKS = [
    (0, _("no block")),
    (1, _("1 day")),
    (7, _("7 days")),
    (30, _("30 days")),
    (90, _("90 days")),
]


def tidied(text, longest):
    """Returns a text as it is kept. Raises ValidationError with a sentence for the person."""
    text = texts.tidy(text[:LONGEST])
    if not text or not any(letter.isalnum() for letter in text):
        raise ValidationError(_("Write a few words."))
    if len(text) > longest:
        raise ValidationError(
            _("This is too long: %(length)s characters, %(longest)s at most.")
            % {"length": len(text), "longest": longest}
        )
    if text.count("\n") > texts.MOST_LINES:
        raise ValidationError(_("There are too many lines. Write in paragraphs."))
    return text


class WordsForm(forms.Form):
    """A text of a resident: tidied, not too long, with no more links than this person may post."""

    def __init__(self, *args, resident, **kwargs):
        self.resident = resident
        self.settings = rules.discussion_settings()
        super().__init__(*args, **kwargs)

    def clean_words(self, text):
        text = tidied(text, self.settings.longest)
        if not (verdict := rules.may_contain(self.resident, text, self.settings)):
            raise ValidationError(verdict.reason)
        return text


class CommentForm(XtdCommentForm):
    """What a person writes under a page. Who writes is the account's: no field of the library names anybody."""

    def __init__(self, *args, page, resident, asks_stance=False, official=False, **kwargs):
        self.page, self.resident = page, resident
        self.settings = rules.discussion_settings()
        super().__init__(page, *args, **kwargs)
        for name in UPSTREAM:
            del self.fields[name]
        self.fields["reply_to"].required = False
        field = self.fields["comment"]
        field.label = _("Your opinion")
        field.max_length = None
        field.validators = []
        field.widget = forms.Textarea(attrs={"rows": 4})
        field.error_messages["required"] = _("Write a few words.")
        field.help_text = _(
            "Signed with the name “%(name)s”. You can edit it for %(minutes)s minutes."
        ) % {"name": resident.display_name, "minutes": self.settings.edit_minutes}
        if asks_stance:
            self.fields["stance"] = forms.ChoiceField(
                choices=Stance.choices,
                label=_("You are"),
                required=False,
                widget=forms.RadioSelect,
            )
        if official:
            self.fields["official"] = forms.BooleanField(
                label=_("This is the official answer of the council: put it on top"),
                required=False,
            )

    def clean_comment(self):
        text = tidied(self.cleaned_data["comment"], self.settings.longest)
        if not (verdict := rules.may_contain(self.resident, text, self.settings)):
            raise ValidationError(verdict.reason)
        return text

    def clean_reply_to(self):
        """Returns the Comment that is answered, None for a new branch. It stands under the same page and is shown."""
        key = self.cleaned_data["reply_to"]
        if not key:
            return None
        found = (
            Comment.objects.filter(pk=key, page_id=self.page.pk).first()
            if 0 < key < 2**63
            else None
        )
        if found is None:
            raise ValidationError(_("The comment that you answer is not on this page any more."))
        if not (verdict := rules.may_reply(found)):
            raise ValidationError(verdict.reason)
        return found

    def clean(self):
        data = super().clean()
        if data.get("reply_to") and data.get("official"):
            self.add_error("official", _("An official answer begins a branch of its own."))
        return data


class EditForm(WordsForm):
    comment = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 6}))

    def clean_comment(self):
        return self.clean_words(self.cleaned_data["comment"])


class ReasonField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            ModerationReason.objects.filter(in_use=True),
            to_field_name="slug",
            widget=forms.RadioSelect,
            empty_label=None,
            **kwargs,
        )

    def label_from_instance(self, reason):
        return str(reason)


class ReportForm(forms.Form):
    reason = ReasonField(
        label=_("What is wrong with it"), error_messages={"required": _("Choose a reason.")}
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=500,
        required=False,
        help_text=_("Moderators alone read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_words(self):
        return texts.tidy(self.cleaned_data["words"])[:500]


class DecisionForm(forms.Form):
    """What a moderator decides about a comment."""

    act = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    reason = ReasonField(
        label=_("Reason from the list"),
        required=False,
        help_text=_("Needed to hide and to warn. The author and everyone else will see it."),
    )
    words = forms.CharField(
        label=_("Words to the author"),
        max_length=1000,
        required=False,
        help_text=_("The author alone reads them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    block_days = forms.TypedChoiceField(
        label=_("The author may not write for"),
        choices=BLOCKS,
        coerce=int,
        required=False,
        empty_value=0,
    )
    ACTS = {
        Done.APPROVE: _("Let it through"),
        Done.KEEP: _("Leave it as it is"),
        Done.HIDE: _("Hide it"),
        Done.RESTORE: _("Show it again"),
        Done.WARN: _("Warn the author, leave the comment"),
    }

    def __init__(self, *args, office, comment, **kwargs):
        super().__init__(*args, **kwargs)
        acts = rules.offered(office, comment)
        self.fields["act"].choices = [(act, self.ACTS[act]) for act in acts if act in self.ACTS]
        if Done.BLOCK not in acts:
            del self.fields["block_days"]
        elif office.is_council:
            self.fields["block_days"].help_text = _("On all pages of the network.")
        else:
            self.fields["block_days"].help_text = _("On your organization’s pages only.")
        if comment.state == State.HIDDEN:
            del self.fields["reason"]
            self.fields.pop("block_days", None)

    def clean_words(self):
        return texts.tidy(self.cleaned_data["words"])[:1000]

    def clean(self):
        data = super().clean()
        needs = data.get("act") in {Done.HIDE, Done.WARN} or data.get("block_days")
        if needs and not data.get("reason"):
            self.add_error(
                "reason", _("Choose a reason: the author and everyone else will see it.")
            )
        if data.get("block_days") and data.get("act") in {Done.KEEP, Done.APPROVE}:
            self.add_error(
                "block_days", _("Block only together with hiding the comment or with a warning.")
            )
        return data


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why the decision is wrong"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("You can appeal once. Another moderator of the council will read it."),
        error_messages={"required": _("Write why the decision is wrong.")},
    )

    def clean_words(self):
        return tidied(self.cleaned_data["words"], 1000)


class AppealDecisionForm(forms.Form):
    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant: change the decision")), ("no", _("Refuse: it stands"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    answer = forms.CharField(
        label=_("Answer to the author"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the reason: the author gets these words.")},
    )

    def clean_answer(self):
        return tidied(self.cleaned_data["answer"], 1000)


class ThreadForm(forms.ModelForm):
    """How people may talk under a page."""

    class Meta:
        model = Thread
        fields = ["mode", "note", "asks_stance"]
        widgets = {
            "mode": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 2}),
            "asks_stance": forms.Select(
                choices=[
                    ("", _("as pages of this kind do")),
                    ("true", _("yes")),
                    ("false", _("no")),
                ]
            ),
        }

    def clean_note(self):
        return texts.tidy(self.cleaned_data["note"])
