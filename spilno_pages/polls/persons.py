"""Votes follow a person from account to account, and an account that lost its person gets no second vote."""

from .actions.erasure import forget_name
from .ballot_tags import account_tag, voter_tag
from .models import Bar, MinLevel, Participation, Poll


def open_to_persons():
    """Returns [Poll] whose votes are still tied to proven people. One query."""
    return list(Poll.objects.laid().unsealed().filter(min_level__gte=MinLevel.IDENTITY))


def came(person_tag, **kwargs):
    """The vote of an account that was deleted has its person back, and bars nobody else from voting."""
    tags = [voter_tag(poll, person_tag) for poll in open_to_persons()]
    Participation.objects.filter(pk__in=tags, is_orphan=True).update(is_orphan=False)
    Bar.objects.filter(voter_tag__in=tags).delete()


def left(resident, person_tag, **kwargs):
    """What was cast counts, without a name; whoever is verified on the account next casts nothing beside it."""
    polls = open_to_persons()
    Bar.objects.bulk_create(
        (
            Bar(
                poll=poll,
                account_tag=account_tag(poll, resident.key),
                voter_tag=voter_tag(poll, person_tag),
            )
            for poll in polls
        ),
        ignore_conflicts=True,
    )
    for poll in polls:
        if poll.is_named:
            forget_name(poll, person_tag)
