"""What the room's acts, notices and terms are called."""

from django.utils.translation import gettext_lazy as _

from ..notices.kinds import GROUPS, Kind, register
from ..record.models import ACTS
from ..terms.models import TERMS

ACTS |= {
    "question.answered": _("a question was answered"),
    "question.forwarded": _("a question was sent on to another department"),
}
TERMS["question"] = _("answer to a public question")
GROUPS["questions"] = _("my questions and the answers to them")

register(
    Kind(
        "question.asked",
        title=_("A question to your department: answer by %(due)s"),
        text="%(words)s",
        action=_("Give an answer"),
        group="questions",
    ),
    Kind(
        "question.homeless",
        title=_("A question to “%(department)s”, which has no officials here"),
        text=_("Name an official of the department, or answer for it. Due by %(due)s.\n%(words)s"),
        action=_("Open the question"),
        group="questions",
    ),
    Kind(
        "question.soon",
        title=_("A question is to be answered by %(due)s"),
        text="%(words)s",
        action=_("Give an answer"),
        group="questions",
    ),
    Kind(
        "question.overdue",
        title=_("A question is overdue: the answer was due by %(due)s"),
        text=_("Everyone sees on the department’s page that it is overdue.\n%(words)s"),
        action=_("Give an answer"),
        group="questions",
    ),
    Kind(
        "question.answered",
        title=_("Your question is answered"),
        text=_("From “%(department)s”:\n%(words)s"),
        action=_("Read the answer"),
        group="questions",
    ),
    Kind(
        "question.forwarded",
        title=_("Your question was sent on to “%(department)s”"),
        text=_("%(reason)s\nThe term stays: %(due)s."),
        action=_("Open the question"),
        group="questions",
    ),
)
