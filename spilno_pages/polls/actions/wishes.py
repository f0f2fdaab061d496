"""People who want to know how a poll ends."""

from ..models import Wish


def wish(resident, poll):
    """Returns whether it is new."""
    return Wish.objects.get_or_create(resident=resident, poll=poll)[1]


def unwish(resident, poll):
    return Wish.objects.filter(resident=resident, poll=poll).delete()[0]
