"""A person deletes the account: what votes keep of them, and for how long."""

from ...residents.models import Resident
from .. import keys
from ..ballot_tags import account_tag, ballot_tag, person_in, voter_tag
from ..models import Answer, Ballot, Bar, Participation, Poll


def forget_voter(user):
    """Takes the name off ballots and own words out of surveys that are not sealed; participations of sealed polls go.

    Those of polls that are not sealed stay as pseudonyms until they are, so that a new account gives no second vote. A name in the
    published list of a named vote stays: the voter was told so before.
    """
    resident = Resident.objects.filter(user=user).first()
    if resident is None:
        return
    polls = list(Poll.objects.laid().filter(cancelled_at=None))
    for poll in polls:
        if not (person := person_in(resident, poll)):
            continue
        row = Participation.objects.filter(pk=voter_tag(poll, person))
        if poll.sealed_at:
            row.delete()
        elif row.update(is_orphan=True):
            forget_name(poll, person)
            forget_answers(poll, person)
    forget_bars(resident, [poll for poll in polls if not poll.sealed_at])


def forget_bars(resident, polls):
    """What the account cast under a verification that was taken back is nobody's from now on, too."""
    bars = Bar.objects.filter(account_tag__in=[account_tag(poll, resident.key) for poll in polls])
    Participation.objects.filter(pk__in=bars.values("voter_tag")).update(is_orphan=True)
    bars.delete()


def own_ballots(poll, person):
    """Returns the queryset of the ballot of a person; empty where the key is lost."""
    try:
        tag = ballot_tag(keys.read(poll), person)
    except keys.KeyLostError:
        return Ballot.objects.none()
    return Ballot.objects.filter(poll=poll, ballot_tag=tag)


def forget_name(poll, person):
    own_ballots(poll, person).exclude(name="").update(name="")


def forget_answers(poll, person):
    Answer.objects.filter(ballot__in=own_ballots(poll, person)).delete()
