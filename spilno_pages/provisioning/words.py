"""What the room's notices are called."""

from django.utils.translation import gettext_lazy as _

from ..notices.kinds import GROUPS, Kind, register

GROUPS["organizations"] = _("my organizations")

register(
    Kind(
        "representative.joined",
        title=_("%(person)s now represents “%(organization)s”"),
        text=_(
            "You work on the organization’s pages together. If this is a mistake, remove the person in your cabinet."
        ),
        action=_("Representatives"),
        group="organizations",
    ),
    Kind(
        "representative.left",
        title=_("%(person)s no longer represents “%(organization)s”"),
        text=_("What they wrote stays on the organization’s pages."),
        action=_("Representatives"),
        group="organizations",
    ),
    Kind(
        "representative.removed",
        title=_("You no longer represent “%(organization)s”"),
        text=_(
            "Another representative has removed you. If you do not agree, write to the council."
        ),
        action=_("Open the cabinet"),
    ),
)
