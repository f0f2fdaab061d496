"""What the room's notices are called."""

from django.utils.translation import gettext_lazy as _

from ..notices.kinds import GROUPS, Kind, register

GROUPS["applications"] = _("my applications and proposals")

register(
    Kind(
        "application.sent",
        title=_("The application of “%(organization)s” is handed in"),
        text=_(
            "An editor of the council will read it. You will be told what was decided, or what to change."
        ),
        action=_("See the application"),
        group="applications",
    ),
    Kind(
        "application.returned",
        title=_("The council asks to change the application of “%(organization)s”"),
        text="%(reason)s",
        action=_("Change the application"),
        group="applications",
    ),
    Kind(
        "application.approved",
        title=_("“%(organization)s” is in the network"),
        text=_(
            "Its page is open to everyone, and you represent it. Write the first post, announce an event, invite others of your organization."
        ),
        action=_("Open the organization in your cabinet"),
        group="applications",
    ),
    Kind(
        "application.closed",
        title=_("The application of “%(organization)s” was closed"),
        text=_(
            "The council has closed it without publishing. Write to the council if you want to know more, or hand in a new one."
        ),
        action=_("Open the cabinet"),
        group="applications",
    ),
    Kind(
        "proposal.sent",
        title=_("Your question “%(organization)s” is handed in"),
        text=_(
            "An editor of the council will read it and open the discussion, or tell you what to change."
        ),
        action=_("See the proposal"),
        group="applications",
    ),
    Kind(
        "proposal.returned",
        title=_("The council asks to change your question “%(organization)s”"),
        text="%(reason)s",
        action=_("Change the proposal"),
        group="applications",
    ),
    Kind(
        "proposal.approved",
        title=_("The city talks over your question “%(organization)s”"),
        text=_("The discussion is open. Tell your neighbors, and answer those who write."),
        action=_("Open the discussion"),
        group="applications",
    ),
    Kind(
        "proposal.closed",
        title=_("Your question “%(organization)s” was closed"),
        text=_(
            "The council has closed it without publishing. Write to the council if you want to know more, or hand in a new one."
        ),
        action=_("Open the cabinet"),
        group="applications",
    ),
)
