from django.utils.translation import gettext as _

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
    return YES
