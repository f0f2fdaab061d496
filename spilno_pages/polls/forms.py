"""The ballot as a form: of what is sent only what the paper asks is taken."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Poll, QuestionKind
from .papers import Paper

LONGEST = 1000  # characters of an answer in own words


class AnswerField(forms.CharField):
    """Plain words, without what a reader cannot see."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 4}),
            **kwargs,
        )


def told(choices):
    return [(option.code, option.text) for option in choices]


class OneField(forms.ChoiceField):
    """Exactly one option. A hand-made request that sends two is told so instead of being read as the last."""

    def __init__(self, question, required):
        super().__init__(
            required=required,
            label=question.text,
            choices=told(question.choices),
            widget=OneOf(),
            error_messages={
                "required": gettext_lazy("Choose an option."),
                "invalid_choice": gettext_lazy("This option is not on the ballot."),
            },
        )


class OneOf(forms.RadioSelect):
    def value_from_datadict(self, data, files, name):
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return sent[0] if len(sent) == 1 else ("\n".join(map(str, sent)) if sent else None)


class SeveralField(forms.MultipleChoiceField):
    """From so many to so many options; in a vote an abstention stands alone."""

    def __init__(self, question, required):
        self.question = question
        super().__init__(
            required=required,
            label=question.text,
            choices=told(question.choices),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": gettext_lazy("Choose an option."),
                "invalid_choice": gettext_lazy("This option is not on the ballot."),
                "invalid_list": gettext_lazy("Choose an option."),
            },
        )

    def clean(self, value):
        chosen = list(dict.fromkeys(super().clean(value)))
        abstains = {option.code for option in self.question.choices if option.is_abstention}
        if abstains & set(chosen):
            if len(chosen) > 1:
                raise forms.ValidationError(
                    _("You have chosen options and “I abstain”. Leave one or the other.")
                )
            return chosen
        if not chosen:
            return chosen
        if len(chosen) < self.question.least:
            raise forms.ValidationError(
                ngettext(
                    "Choose at least %(count)s option.",
                    "Choose at least %(count)s options.",
                    self.question.least,
                )
                % {"count": self.question.least}
            )
        if len(chosen) > self.question.most:
            raise forms.ValidationError(
                ngettext(
                    "Choose %(count)s option at most.",
                    "Choose %(count)s options at most.",
                    self.question.most,
                )
                % {"count": self.question.most}
            )
        return chosen


class BallotForm(forms.Form):
    """The questions of a paper. The field of the first question is q1; values are codes of options."""

    paper = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, poll: Poll, paper: Paper):
        self.poll, self.questions = poll, paper.questions
        self.options = paper.options
        super().__init__(data, initial={"paper": poll.content_hash}, prefix=None)
        self.auto_id = f"p{poll.pk or 0}-%s"  # two ballots may stand on one page
        for question in paper.questions:
            # A vote has its abstention; in a survey a person may leave a question out.
            self.fields[f"q{question.number}"] = field_of(question, not poll.is_survey)

    def clean_paper(self):
        if self.cleaned_data["paper"] != self.poll.content_hash:
            raise forms.ValidationError(
                _("The ballot has changed since you opened it. Read it anew and choose.")
            )
        return self.poll.content_hash

    def clean(self):
        cleaned = super().clean()
        said = [cleaned.get(f"q{question.number}") for question in self.questions]
        if not self.errors and not any(said):
            raise forms.ValidationError(_("Answer at least one question."))
        return cleaned

    @property
    def rows(self):
        """[(Question, its bound field, [codes that are chosen])], as a template draws them."""
        rows = []
        for question in self.questions:
            bound = self[f"q{question.number}"]
            value = bound.value() or []
            rows.append((question, bound, value if isinstance(value, list) else [value]))
        return rows

    @property
    def chosen(self):
        """Returns {keys of Option} of a valid form."""
        keys = set()
        for question in self.questions:
            value = self.cleaned_data[f"q{question.number}"]
            if question.kind != QuestionKind.TEXT:
                codes = value if isinstance(value, list) else [value]
                keys |= {self.options[code].pk for code in codes if code}
        return keys

    @property
    def texts(self):
        """Returns {key of a Question: answer in own words} of a valid form."""
        return {
            question.pk: self.cleaned_data[f"q{question.number}"]
            for question in self.questions
            if question.kind == QuestionKind.TEXT
        }

    @property
    def said(self):
        """[(Question, [Option], words)] of a valid form: what a person looks over before casting."""
        rows = []
        for question in self.questions:
            value = self.cleaned_data[f"q{question.number}"]
            if question.kind == QuestionKind.TEXT:
                rows.append((question, [], value))
            else:
                codes = value if isinstance(value, list) else [value]
                rows.append((question, [self.options[code] for code in codes if code], ""))
        return rows

    @property
    def sent(self):
        """[(name, value)] of a valid form, for hidden fields."""
        pairs = [("paper", self.poll.content_hash)]
        for question in self.questions:
            name = f"q{question.number}"
            value = self.cleaned_data[name]
            pairs += [(name, item) for item in (value if isinstance(value, list) else [value])]
        return pairs


def field_of(question, required):
    if question.kind == QuestionKind.TEXT:
        return AnswerField(label=question.text)
    if question.kind == QuestionKind.SEVERAL:
        return SeveralField(question, required)
    return OneField(question, required)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of the receipt"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
