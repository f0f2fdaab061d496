from django.utils.translation import gettext as _

from ..provisioning.actions import others
from ..provisioning.models import Workspace
from ..provisioning.rules import is_council
from ..residents.rules import is_clerk
from ..verdicts import YES, no


def may_erase(user):
    """Whoever acts for the council first hands the office over; everyone else goes when they like."""
    if user.is_superuser or is_council(user) or is_clerk(user):
        return no(
            _(
                "This account acts for the council. An administrator takes its rights back first; then you can delete it."
            )
        )
    for workspace in Workspace.objects.of(user).select_related("page", "group"):
        if not others(workspace, user).filter(is_active=True).exists():
            return no(
                _(
                    "You are the last representative of “%(organization)s”. Invite somebody first, or write to the council."
                )
                % {"organization": workspace.page.title}
            )
    return YES
