"""What the room's acts and notices are called."""

from django.utils.translation import gettext_lazy as _

from ..notices.kinds import GROUPS, Kind, register
from ..record.models import ACTS

ACTS |= {
    "verification.granted": _("a person was verified"),
    "verification.revoked": _("a verification was taken back"),
    "verification.moved": _("a verification was moved to another account"),
    "verification.refused": _("a verification was refused"),
    "role.given": _("a role was given"),
    "role.ended": _("a role was ended"),
    "roll.checked": _("a roll of residents was uploaded"),
    "roll.applied": _("a roll of residents was put in force"),
    "roll.refused": _("a roll of residents was refused"),
    "legal.published": _("a version of a legal text was published"),
    "account.exported": _("a person downloaded their data"),
    "account.erased": _("an account was deleted"),
}
GROUPS["roles"] = _("my roles and verification")

register(
    Kind(
        "verification.granted",
        title=_("You are verified: %(level)s"),
        text=_("%(how)s, on %(day)s. Valid until %(until)s."),
        action=_("See what you can do now"),
        group="roles",
    ),
    Kind(
        "verification.identity",
        title=_("It is proven who you are"),
        text=_(
            "%(how)s, on %(day)s. To vote and sign, prove also that you live in the community: at the desk, or when you appear in the roll of residents."
        ),
        action=_("Go on"),
        group="roles",
    ),
    Kind(
        "verification.ends",
        title=_("Your proof of residence ends on %(until)s"),
        text=_(
            "After that day you can discuss as before, but not vote and sign until you prove it anew."
        ),
        action=_("Prove anew"),
        group="roles",
    ),
    Kind(
        "verification.revoked",
        title=_("Your verification was taken back"),
        text=_(
            "Reason: %(reason)s\nIf you think this is a mistake, come to the desk with your passport."
        ),
        action=_("Verification"),
    ),
    Kind(
        "verification.moved",
        title=_("Your verification was moved to another account"),
        text=_(
            "A person with your passport came to the desk and asked to move it. If it was not you, write to the council at once."
        ),
        action=_("Verification"),
    ),
    Kind(
        "role.given",
        title=_("You have a role now: %(role)s"),
        text=_("%(page)s From %(since)s."),
        action=_("Open the cabinet"),
        group="roles",
    ),
    Kind(
        "role.ended",
        title=_("Your role has ended: %(role)s"),
        text=_("%(page)s What you wrote stays; the badge beside it says that it was then."),
        action=_("Open the cabinet"),
        group="roles",
    ),
)
