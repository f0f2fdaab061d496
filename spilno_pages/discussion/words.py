"""What the room's acts and notices are called."""

from django.utils.translation import gettext_lazy as _

from ..notices.kinds import GROUPS, Kind, register
from ..record.models import ACTS

ACTS |= {
    "comment.approve": _("a comment was let through"),
    "comment.keep": _("reports of a comment were dismissed"),
    "comment.hide": _("a comment was hidden"),
    "comment.restore": _("a comment was restored"),
    "comment.warn": _("an author was warned"),
    "comment.block": _("an author was blocked"),
    "comment.unblock": _("a block was lifted"),
    "comment.official": _("an official answer was given"),
    "comment.unpinned": _("an official answer was taken from its place"),
    "appeal.granted": _("an appeal was granted"),
    "appeal.refused": _("an appeal was refused"),
    "discussion.set": _("a page’s discussion was set"),
}
GROUPS["discussion"] = _("answers to me and comments on my pages")
GROUPS["moderation"] = _("what waits for a moderator")

register(
    Kind(
        "comment.reply",
        title=_("%(person)s answered you"),
        text=_("On the page “%(page)s”:\n%(words)s"),
        action=_("Read and answer"),
        group="discussion",
    ),
    Kind(
        "comment.official",
        title=_("The council answered on the page “%(page)s”"),
        text="%(words)s",
        action=_("Read the answer"),
        group="discussion",
    ),
    Kind(
        "comment.on_page",
        title=_("New comments on “%(page)s”"),
        text=_("People write on a page of yours. You will be told of it once a day."),
        action=_("Open the discussion"),
        group="discussion",
    ),
    Kind(
        "comment.approved",
        title=_("Your comment is published"),
        text=_("On the page “%(page)s”."),
        action=_("Open the comment"),
        group="discussion",
    ),
    Kind(
        "comment.hidden",
        title=_("Your comment was hidden: %(reason)s"),
        text=_(
            "Decided by: %(office)s.\n%(explanation)s\n%(words)s\nIf you think this is a mistake, you can appeal once within 30 days: the council decides."
        ),
        action=_("Read and appeal"),
    ),
    Kind(
        "comment.warned",
        title=_("A moderator warns you: %(reason)s"),
        text=_("Decided by: %(office)s.\n%(explanation)s\n%(words)s\nYour comment stands."),
        action=_("Read and appeal"),
    ),
    Kind(
        "comment.blocked",
        title=_("You cannot write until %(until)s: %(reason)s"),
        text=_(
            "Decided by: %(office)s.\n%(explanation)s\n%(words)s\nYou can read, vote and support as before, and appeal once within 30 days."
        ),
        action=_("Read and appeal"),
    ),
    Kind(
        "comment.restored",
        title=_("Your comment is shown again"),
        text=_("Decided by: %(office)s.\n%(words)s"),
        action=_("Open the comment"),
    ),
    Kind(
        "comment.unblocked",
        title=_("You can write in discussions again"),
        text="%(words)s",
        action=_("My comments"),
    ),
    Kind(
        "appeal.refused",
        title=_("Your appeal was refused"),
        text=_("The council has looked at the decision anew, and it stands.\n%(words)s"),
        action=_("My comments"),
    ),
    Kind(
        "appeal.granted",
        title=_("Your appeal was granted"),
        text=_("The council has changed the decision.\n%(words)s"),
        action=_("Open the comment"),
    ),
    Kind(
        "comment.overruled",
        title=_("The council has changed a decision of your organization"),
        text=_("On the page “%(page)s”: %(act)s.\n%(words)s"),
        action=_("Open the comment"),
    ),
    Kind(
        "moderation.daily",
        title=_("For a moderator: %(count)s today"),
        text=_(
            "Reported: %(reported)s. Waiting for approval: %(waiting)s. Appeals: %(appeals)s. The oldest waits since %(since)s."
        ),
        action=_("Open the queue"),
        group="moderation",
    ),
)
