"""A person deletes the account: what votes keep of them, and for how long."""

from ...residents.models import Resident
from .. import keys
from ..ballot_tags import ballot_tag, person_in, voter_tag
from ..models import Answer, Ballot, Participation, Poll


def forget_voter(user):
    """Takes the name off ballots and own words out of surveys that are not sealed; participations of sealed polls go.

    Those of polls that are not sealed stay as pseudonyms until they are, so that a new account gives no second vote. A name in the
    published list of a named vote stays: the voter was told so before.
    """
    resident = Resident.objects.filter(user=user).first()
    if resident is None:
        return
    for poll in Poll.objects.laid().filter(cancelled_at=None):
        if not (person := person_in(resident, poll)):
            continue
        row = Participation.objects.filter(pk=voter_tag(poll, person))
        if poll.sealed_at:
            row.delete()
        elif row.update(is_orphan=True):
            forget_ballot(poll, person)


def forget_ballot(poll, person):
    try:
        tag = ballot_tag(keys.read(poll), person)
    except keys.KeyLostError:
        return
    own = Ballot.objects.filter(poll=poll, ballot_tag=tag)
    own.exclude(name="").update(name="")
    Answer.objects.filter(ballot__in=own).delete()
