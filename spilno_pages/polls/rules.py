"""Who may vote, and when; what a poll shows to whom."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..generations import remembered
from ..open_pages import is_open
from ..residents.models import Resident
from ..residents.rules import may_take_part, may_vote_by_age
from ..verdicts import YES, Verdict, no
from . import keys
from .ballot_tags import account_tag, person_in, voter_tag
from .models import Bar, MinLevel, Participation, Poll, Shown, State

SHOWN_FROM = 10  # ballots; below it running results would tell who came last
SMALLEST_CELL = 5  # people; smaller parts of the turnout are not told
MOST = 100  # open polls that a list looks through
LONGEST = timedelta(days=366)  # of a term, from today or from the opening


def moment(at):
    return date_format(localtime(at), "j\xa0E, H:i")


def may_come(poll: Poll, at: datetime | None = None) -> Verdict:
    """Whether votes are taken at all now. The verdict's code is the State."""
    state = poll.state(at)
    if state == State.OPEN:
        return YES
    words = {
        State.SOON: poll.said(
            _("Voting has not begun. It opens on %(at)s."),
            _("The survey has not begun. It opens on %(at)s."),
        )
        % {"at": moment(poll.opens_at)},
        State.CANCELLED: poll.said(_("This poll is cancelled."), _("This survey is cancelled.")),
    }
    closed = poll.said(_("Voting closed on %(at)s."), _("The survey closed on %(at)s."))
    closed %= {"at": moment(poll.closes_at)}
    return no(words.get(state, closed), state.value)


def may_be_asked(resident: Resident | None, poll: Poll, at: datetime | None = None) -> Verdict:
    """Whether the person is one of those who are asked. resident: None for somebody without an account. No query."""
    if poll.min_level == MinLevel.ANYONE:
        return YES
    if resident is None:
        return no(_("To take part, sign in: each person counts once."), "account")
    if poll.min_level > MinLevel.ACCOUNT:
        verdict = may_take_part(resident, poll.min_level, at) and by_age(resident)
        if not verdict:
            return Verdict(False, verdict.reason, verdict.code or "level")
    if poll.district_id and resident.proven_district_id != poll.district_id:
        return of_district(resident, poll)
    if poll.is_named and not resident.display_name:
        return no(
            _("This vote is by name. Enter the name that others will see in your profile."), "name"
        )
    return YES


def by_age(resident):
    verdict = may_vote_by_age(resident)
    return verdict if verdict else Verdict(False, verdict.reason, "age")


def of_district(resident, poll):
    words = {"district": poll.district}
    if resident.proven_district_id:
        return no(
            _(
                "Only residents of the district “%(district)s” vote here, and your proven residence is in another one."
            )
            % words,
            "district",
        )
    return no(
        _(
            "Only residents of the district “%(district)s” vote here. In which district you live is not proven yet."
        )
        % words,
        "district-unproven",
    )


def may_vote(resident: Resident | None, poll: Poll, at: datetime | None = None) -> Verdict:
    """Whether a vote of this person would be taken now. Reads the poll's key; no query."""
    verdict = may_come(poll, at) and may_be_asked(resident, poll, at)
    if verdict and not keys.is_there(poll):
        return no(keys.KeyLostError.reason, "key")
    return verdict


def not_barred(poll: Poll, account: str) -> Verdict:
    """Whether no vote counts that this account cast as somebody else. account: key of the Resident. One query."""
    bars = (
        Bar.objects.filter(account_tag=account_tag(poll, account))
        if account
        else Bar.objects.none()
    )
    if Participation.objects.filter(pk__in=bars.values("voter_tag")).exists():
        return no(
            _(
                "A vote from this account is counted already: it was cast under the verification that stood before. One account has one vote."
            ),
            "barred",
        )
    return YES


def may_withdraw(poll: Poll, at: datetime | None = None) -> Verdict:
    if not (verdict := may_come(poll, at)):
        return verdict
    if not poll.allow_change:
        final = _("In this poll a vote that is cast stays as it is.")
        return no(poll.said(final, _("In this survey answers stay as they are.")), "final")
    return YES


def took_part(resident: Resident | None, poll: Poll) -> bool:
    """One query."""
    person = person_in(resident, poll) if resident else ""
    return bool(person) and Participation.objects.filter(pk=voter_tag(poll, person)).exists()


def participations_of(resident: Resident) -> list[tuple[Poll, Participation]]:
    """Returns [(Poll, Participation)] of all polls that the person took part in, the latest first: never what was chosen.

    Two queries.
    """
    polls = Poll.objects.laid().only("key", "min_level")
    tags = [voter_tag(poll, person) for poll in polls if (person := person_in(resident, poll))]
    took = Participation.objects.filter(pk__in=tags).select_related("poll__page__locale")
    return [(row.poll, row) for row in took.order_by("-poll__opens_at", "-poll")]


def open_polls():
    """Returns [Poll] with pages that are not over, those that close first. For remembering: the clock is asked again."""
    found = Poll.objects.laid().unsealed().filter(page__live=True, closes_at__gt=timezone.now())
    return list(found.select_related("page", "district").order_by("closes_at", "pk")[:MOST])


def waiting_polls(resident: Resident, most: int) -> list[Poll]:
    """Returns open polls of pages that anyone may read, that ask the person and have no vote of theirs yet. Two queries."""
    asked = [
        poll
        for poll in remembered("open polls", open_polls)
        if poll.state() == State.OPEN
        and poll.min_level > MinLevel.ANYONE
        and is_open(poll.page)
        and may_be_asked(resident, poll)
    ]
    tags = {voter_tag(poll, person_in(resident, poll)): poll for poll in asked}
    voted = (
        set(Participation.objects.filter(pk__in=tags).values_list("pk", flat=True)) if tags else ()
    )
    return [poll for tag, poll in tags.items() if tag not in voted][:most]


def may_see_results(poll: Poll, has_voted: bool, at: datetime | None = None) -> Verdict:
    """Whether numbers of the choices are for this person now; the turnout is for everyone."""
    state = poll.state(at)
    if state == State.SEALED:
        return YES
    if state == State.CANCELLED:
        gone = _("This poll is cancelled, the votes are deleted.")
        return no(poll.said(gone, _("This survey is cancelled, the answers are deleted.")))
    if state == State.COUNTING:
        counting = poll.said(
            _("Votes are being counted. The result comes within minutes."),
            _("Answers are being counted. The result comes within minutes."),
        )
        return no(poll.trouble or counting)
    if state == State.OPEN and (
        poll.shown == Shown.ALWAYS or (poll.shown == Shown.VOTED and has_voted)
    ):
        return YES
    if state == State.OPEN and poll.shown == Shown.VOTED:
        later = _("You will see the running results when you have voted.")
        return no(poll.said(later, _("You will see the running results when you have answered.")))
    return no(_("Nobody sees results before the close: %(at)s.") % {"at": moment(poll.closes_at)})


def may_amend(poll: Poll, at: datetime | None = None) -> Verdict:
    """Whether the term can be extended or the poll cancelled."""
    if poll.state(at) in {State.SOON, State.OPEN}:
        return YES
    if poll.state(at) == State.COUNTING and poll.trouble:
        return YES  # numbers that differ and cannot be explained leave no other way out than to ask anew
    return no(_("The poll is over: its term and its result stay as they are."))


def may_extend(poll: Poll, closes_at: datetime, at: datetime | None = None) -> Verdict:
    at = at or timezone.now()
    if poll.state(at) != State.OPEN:
        return no(_("A term is extended while the poll is open. Before the opening edit the page."))
    if closes_at <= poll.closes_at:
        return no(_("The new end must come after the present one: a term is never cut short."))
    if closes_at > at + LONGEST:
        return no(_("The new end lies more than a year ahead. Look at the year."))
    return YES
