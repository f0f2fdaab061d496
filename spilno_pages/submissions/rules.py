from django.utils.translation import gettext as _

from ..provisioning.rules import is_council
from ..residents.rules import may_apply_by_age
from ..verdicts import YES, no
from .models import Application, Proposal

MAX_OPEN = 3


def may_apply(user, resident):
    """Whether an account may hand in one more application. One query."""
    if is_council(user):
        return no(_("Editors of the council add organizations in the admin."))
    if not (verdict := may_apply_by_age(resident)):
        return verdict
    if Application.objects.open().filter(applicant=user).count() >= MAX_OPEN:
        return no(
            _("You have three applications open. Wait for the council’s decision on one of them.")
        )
    return YES


def may_propose(user):
    """Whether an account may propose one more discussion. One query."""
    if is_council(user):
        return no(_("Editors of the council open discussions in the admin."))
    if Proposal.objects.open().filter(applicant=user).count() >= MAX_OPEN:
        return no(
            _("You have three proposals open. Wait for the council’s decision on one of them.")
        )
    return YES


def may_change(user, application):
    """The applicant changes what was returned; while the council reads, the text stays as it is."""
    if application.applicant_id != user.pk:
        return no(_("This is another person’s application."))
    if application.state != "returned":
        return no(
            _("An editor is reading the application. It can be changed if it is returned to you.")
        )
    return YES
