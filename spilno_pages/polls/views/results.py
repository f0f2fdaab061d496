"""What anyone takes home of a poll: the list of ballots, the program that counts it again, the key that signed it."""

from pathlib import Path

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from ...limits import client_address, too_often
from ...open_pages import address
from ...residents.access import private
from .. import keys, published
from ..ballot_tags import salt_of
from ..forms import CodeForm
from ..limits import CODES
from ..models import SealedBallot
from ..pages import ballot_place, poll_or_404, record_or_404

RECOUNT = Path(__file__).parent.parent / "recount.py"


@require_safe
def poll(request, pk):
    """The address that letters bear: leads to the page, wherever it has moved."""
    return redirect(address(poll_or_404(pk).page, request))


def sealed_or_404(pk):
    found = record_or_404(pk)
    if not found.sealed_at:
        raise Http404
    return found


def download(lines, kind, name):
    response = StreamingHttpResponse(lines, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def as_json(request, pk):
    found = sealed_or_404(pk)
    return download(published.as_json(found), "application/json", f"results-{found.pk}.json")


@require_safe
def as_csv(request, pk):
    found = sealed_or_404(pk)
    return download(published.as_csv(found), "text/csv; charset=utf-8", f"results-{found.pk}.csv")


@require_safe
def recount(request):
    """The program as it is: standard library alone, to be run in an empty folder without a network."""
    return download([RECOUNT.read_bytes()], "text/x-python; charset=utf-8", "recount.py")


@require_safe
def public_key(request):
    return HttpResponse(f"{keys.public_key()}\n", content_type="text/plain; charset=utf-8")


@csrf_exempt
@sensitive_post_parameters()
def find(request, pk):
    """Looks a code up in the published list. By POST: a code does not belong in an address, and a look-up changes nothing."""
    found = sealed_or_404(pk)
    form = CodeForm(request.POST if request.method == "POST" else None)
    ballot, looked = None, False
    if form.is_bound and (answer := too_often(request, CODES, client_address(request))):
        return private(answer)
    if form.is_bound and form.is_valid():
        salt = salt_of(form.cleaned_data["code"])
        if salt is None:
            form.add_error(
                "code",
                _("A code has 26 letters and digits from 2 to 7. Check whether all are there."),
            )
        else:
            looked = True
            ballot = SealedBallot.objects.filter(
                pk=SealedBallot.key_of(salt), poll=found, salt=salt
            ).first()
    context = {
        "poll": found,
        "form": form,
        "looked": looked,
        "ballot": ballot,
        "said": said(found, ballot) if ballot else [],
        "heading": _("Find your vote in the list"),
        "back": ballot_place(found, request),
    }
    status = 422 if form.errors else 200
    return private(render(request, "spilno_polls/find.html", context, status=status))


def said(poll, ballot):
    """Returns [(words of a question, [words of what was chosen])] of a published ballot."""
    rows = []
    for question in poll.result["paper"]["questions"]:
        chosen = [
            option["text"] for option in question["options"] if option["code"] in ballot.choices
        ]
        if question["options"]:
            rows.append((question["text"], chosen))
    return rows
