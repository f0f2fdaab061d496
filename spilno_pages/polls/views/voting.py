"""From the ballot to the receipt: look over, cast, withdraw, ask whether it is counted. None of these answers is kept anywhere."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from ...generations import own_copy
from ...limits import client_address, too_often
from ...open_pages import address
from ...prepared import planned_once
from ...residents.access import person, private, resident_in
from ...residents.rules import missing_consents
from .. import actions, guests, rules
from ..ballot_tags import code_of, voter_of
from ..drawing import has_voted, paper_at_hand, translation_of
from ..forms import BallotForm
from ..keys import KeyLostError
from ..limits import CASTS, GUESTS
from ..models import MinLevel, Wish
from ..pages import (
    ballot_or_404,
    ballot_place,
    is_shown,
    pages_of,
    poll_or_404,
    record_or_404,
)
from ..steps import next_steps


def shown(request, name, poll, context, status=200):
    context = {"poll": in_language(poll), "back": ballot_place(poll, request)} | context
    response = render(request, f"spilno_polls/{name}.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"
    return private(response)


def in_language(poll):
    """Returns the poll under the title that it has in the language at hand."""
    if page := translation_of(poll):
        poll = own_copy(poll)
        poll.title = page.title
    return poll


def refused(request, poll, verdict, status=403):
    """The page that says why a vote is not taken, and what to do."""
    return shown(
        request,
        "refused",
        poll,
        {
            "heading": poll.said(_("Your vote was not taken"), _("Your answers were not taken")),
            "verdict": verdict,
            "steps": next_steps(verdict, f"{ballot_place(poll, request)}#ballot"),
        },
        status,
    )


def taken_down(request, poll):
    """The page of the poll is not there any more: nobody votes, and what was cast stays."""
    return refused(request, poll, not_there(poll), 404)


def not_there(poll):
    return rules.no(
        poll.said(
            _(
                "The page of this poll is taken down, so no votes are taken. Those that were cast are kept."
            ),
            _(
                "The page of this survey is taken down, so no answers are taken. Those that were given are kept."
            ),
        ),
        "page",
    )


def ballot(request, poll, form, status=422):
    return shown(
        request,
        "ballot",
        poll,
        {
            "form": form,
            "heading": in_language(poll).title,
            "option_pages": pages_of(form.options.values()),
        },
        status,
    )


@csrf_exempt
@planned_once
@sensitive_post_parameters()
def review(request, pk):
    """The first step: changes nothing, so it needs no token, and the ballot may stand on a page kept for everyone."""
    poll = ballot_or_404(pk)
    if not is_shown(poll):
        return taken_down(request, poll)
    if request.method != "POST":
        return private(redirect(f"{ballot_place(poll, request)}#ballot"))
    resident = resident_in(request)
    voted = has_voted(request, resident, poll)
    if answer := stopped(request, poll, resident, voted):
        return answer
    form = BallotForm(request.POST, poll=poll, paper=paper_at_hand(poll))
    if not form.is_valid():
        return ballot(request, poll, form)
    if "again" in request.POST:
        return ballot(request, poll, form, 200)
    return shown(
        request,
        "review",
        poll,
        {
            "form": form,
            "heading": poll.said(_("Look your vote over"), _("Look your answers over")),
            "has_voted": voted,
            "resident": resident,
        },
    )


def stopped(request, poll, resident, voted):
    """Returns the page that says why the person cannot vote, or not yet; None where they can."""
    if not (verdict := rules.may_vote(resident, poll)):
        return refused(request, poll, verdict)
    if resident and missing_consents(request.user):
        query = urlencode({"next": ballot_place(poll, request)})
        return private(redirect(f"{reverse('cabinet-consent')}?{query}"))
    if voted:
        return None if poll.allow_change else already(request, poll)
    if resident and not (verdict := rules.not_barred(poll, resident.key)):
        return refused(request, poll, verdict)
    return None


def already(request, poll):
    """Not an error: whoever pressed twice, or lost the answer on the way, reads that all is well."""
    return shown(request, "counted", poll, {"heading": counted_already(poll), "is_counted": True})


def voter_in(request, poll):
    """Returns (Voter, cookie to set or None)."""
    resident = resident_in(request)
    return (voter_of(resident, poll), None) if resident else guests.guest_of(request)


@planned_once
@sensitive_post_parameters()
@sensitive_variables()
def cast(request, pk):
    """The second step: writes, and shows the receipt once. A retry says that the vote is counted."""
    poll = ballot_or_404(pk)
    if not is_shown(poll):
        return taken_down(request, poll)
    if request.method != "POST":
        return private(redirect(f"{ballot_place(poll, request)}#ballot"))
    if poll.min_level == MinLevel.ANYONE and not request.user.is_authenticated:
        return counted(request, poll)
    return as_person(request, poll)


@person
def as_person(request, poll):
    return counted(request, poll)


@sensitive_variables()
def counted(request, poll):
    resident = resident_in(request)
    if not (verdict := rules.may_vote(resident, poll)):
        return refused(request, poll, verdict)
    if answer := too_fast(request, resident):
        return private(answer)
    form = BallotForm(request.POST, poll=poll, paper=paper_at_hand(poll))
    if not form.is_valid():
        return ballot(request, poll, form)
    voter, token = voter_in(request, poll)
    try:
        receipt = actions.cast(poll, voter, form.chosen, texts=form.texts)
    except actions.AlreadyCastError:
        return already(request, poll)
    except KeyLostError as lost:
        return refused(request, poll, rules.no(lost.reason, "key"))
    except PermissionDenied as refusal:
        return refused(request, poll, rules.no(str(refusal)))
    context = {
        "heading": heading_of(poll, receipt),
        "receipt": receipt,
        "code": code_of(receipt.salt),
        "form": form,
        "resident": resident,
        # A browser that keeps no cookie is not known again.
        "may_return": bool(resident or not token),
    }
    request.spilno_unread = 0  # a receipt does not count notices: a vote is short of queries
    answer = shown(request, "receipt", poll, context)
    return guests.remember(answer, token, request.is_secure()) if token else answer


def counted_already(poll):
    return poll.said(_("Your vote is counted already"), _("Your answers are counted already"))


def heading_of(poll, receipt):
    if receipt.is_new:
        return poll.said(_("Your vote is counted"), _("Your answers are counted"))
    if receipt.is_same:
        return counted_already(poll)
    return poll.said(_("Your vote is changed"), _("Your answers are changed"))


def too_fast(request, resident):
    """Returns the page of 429 where somebody casts without end, else None."""
    if resident:
        return too_often(request, CASTS, f"account:{resident.user_id}")
    return too_often(request, GUESTS, client_address(request))


def withdraw(request, pk):
    poll = record_or_404(pk)
    if poll.min_level == MinLevel.ANYONE and not request.user.is_authenticated:
        return withdrawn(request, poll)
    return withdrawn_by_person(request, poll)


@person
def withdrawn_by_person(request, poll):
    return withdrawn(request, poll)


def withdrawn(request, poll):
    verdict = rules.may_withdraw(poll)
    voted = has_voted(request, resident_in(request), poll)
    if request.method == "POST" and verdict:
        try:
            voter, _token = voter_in(request, poll)
            there = actions.withdraw(poll, voter)
        except KeyLostError as lost:
            return refused(request, poll, rules.no(lost.reason, "key"))
        except PermissionDenied as refusal:
            return refused(request, poll, rules.no(str(refusal)))
        if there:
            messages.success(
                request,
                poll.said(
                    _("Your vote is withdrawn and deleted. You can vote anew until the close."),
                    _(
                        "Your answers are withdrawn and deleted. You can answer anew until the close."
                    ),
                ),
            )
        return private(redirect(f"{ballot_place(poll, request)}#ballot"))
    return shown(
        request,
        "withdraw",
        poll,
        {
            "heading": poll.said(_("Withdraw the vote"), _("Withdraw the answers")),
            "verdict": verdict,
            "has_voted": voted,
        },
        200 if verdict else 403,
    )


@person
def mine(request, pk):
    """«Чи записано мій голос?»: that it is, never what it is."""
    poll = record_or_404(pk)
    counted = rules.took_part(request.resident, poll)
    heading = poll.said(_("No vote of yours is recorded"), _("No answers of yours are recorded"))
    if counted:
        heading = poll.said(_("Your vote is counted"), _("Your answers are counted"))
    context = {
        "heading": heading,
        "is_counted": counted,
        "verdict": rules.may_come(poll) if is_shown(poll) else not_there(poll),
        "may_withdraw": counted and bool(rules.may_withdraw(poll)),
    }
    return shown(request, "counted", poll, context)


@person
def follow(request, pk):
    poll = poll_or_404(pk)
    if request.method == "POST":
        if "stop" in request.POST:
            actions.unwish(request.resident, poll)
            messages.success(request, _("You will get no letters about this poll."))
        else:
            actions.wish(request.resident, poll)
            messages.success(request, _("We will write to you when the result is there."))
    return private(redirect(f"{address(poll.page, request)}#ballot"))


@person
def own(request):
    """«Де я голосував»: polls and days, no codes and no choices."""
    took = rules.participations_of(request.resident)
    follows = Wish.objects.filter(resident=request.resident).select_related("poll__page")
    context = {
        "heading": _("Where I voted"),
        "took": took,
        "follows": [wish.poll for wish in follows.order_by("-poll__closes_at") if wish.poll.page],
    }
    return render(request, "spilno_polls/own.html", context)
