from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from ..discussion import texts
from ..discussion.forms import WordsForm, tidied
from . import rules


class DepartmentField(forms.ModelChoiceField):
    """One of the departments that take questions; asked of the database for each form anew."""

    def __init__(self, **kwargs):
        super().__init__(
            Page.objects.none(), to_field_name="slug", empty_label=_("Choose…"), **kwargs
        )

    def __deepcopy__(self, memo):
        field = super().__deepcopy__(memo)
        field.queryset = rules.departments()
        return field

    def label_from_instance(self, page):
        return page.title


class AskForm(WordsForm):
    """A question to one department."""

    department = DepartmentField(
        label=_("Which department"),
        help_text=_("If it is not theirs to answer, they send it on to who it belongs to."),
    )
    question = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One question, with the place and the day. Everyone will read it with your name."
        ),
        error_messages={"required": _("Write a few words.")},
    )

    def clean_question(self):
        return self.clean_words(self.cleaned_data["question"])


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "What will be done, by whom and by when; if nothing, why. Signed with your name, position and department."
        ),
        error_messages={"required": _("Write a few words.")},
    )

    def clean_answer(self):
        return tidied(self.cleaned_data["answer"], 10_000)


class ForwardForm(forms.Form):
    department = DepartmentField(label=_("Send on to"))
    reason = forms.CharField(
        label=_("Why it is theirs"),
        max_length=300,
        help_text=_("Everyone will read it under the question. The term stays."),
        error_messages={"required": _("Write a few words.")},
    )

    def clean_reason(self):
        return tidied(texts.tidy(self.cleaned_data["reason"]), 300)
