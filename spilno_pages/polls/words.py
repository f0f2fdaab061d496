"""What the room's acts and notices are called."""

from django.utils.translation import gettext_lazy as _

from ..notices.kinds import GROUPS, Kind, register
from ..record.models import ACTS

ACTS |= {
    "poll.issued": _("a poll’s paper was laid"),
    "poll.slipped": _("a published page differs from the frozen paper"),
    "poll.extended": _("a poll’s term was extended"),
    "poll.cancelled": _("a poll was cancelled"),
    "poll.sealed": _("a poll was counted and sealed"),
    "poll.trouble": _("a poll could not be sealed"),
    "poll.answer": _("an answer in own words was decided on"),
}
GROUPS["polls"] = _("results of polls that I follow")

register(
    Kind(
        "poll.result",
        title=_("Counted: %(poll)s"),
        text=_("%(turnout)s took part. The numbers and the list of ballots are on the page."),
        action=_("See the result"),
        group="polls",
    ),
    Kind(
        "poll.outcome",
        title=_("What was decided: %(poll)s"),
        text="%(words)s",
        action=_("Read the decision"),
        group="polls",
    ),
    Kind(
        "poll.extended",
        title=_("Open until %(until)s: %(poll)s"),
        text=_("The term was extended. The reason: %(words)s"),
        action=_("Open the poll"),
        group="polls",
    ),
    Kind(
        "poll.cancelled",
        title=_("Cancelled: %(poll)s"),
        text=_("The votes are deleted and will not be counted. The reason: %(words)s"),
        action=_("Open the page"),
        group="polls",
    ),
    Kind(
        "poll.slipped",
        title=_("The page differs from the ballot: %(poll)s"),
        text=_(
            "A version of the page was published that would change questions or terms after the opening. People go on voting on the paper that they were given; put the page right."
        ),
        action=_("Open the page"),
    ),
    Kind(
        "poll.late",
        title=_("Published after its term: %(poll)s"),
        text=_(
            "The page is public, but its poll would be over already, so nobody can vote. Choose a later end and publish again."
        ),
        action=_("Open the page"),
    ),
    Kind(
        "poll.keys",
        title=_("The ballot could not be laid: %(poll)s"),
        text=_(
            "The directory of keys cannot be written. An administrator has to look at SPILNO_KEYS_DIR; the ballot appears by itself within a minute after that."
        ),
        action=_("Open the page"),
    ),
    Kind(
        "poll.trouble",
        title=_("A poll could not be sealed: %(poll)s"),
        text="%(words)s",
        action=_("Open the page"),
    ),
)
