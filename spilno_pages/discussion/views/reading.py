"""Addresses of comments, branches, the public log."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...generations import depends_on
from ...open_pages import address, is_open
from ...residents.access import private
from .. import rules, threads
from ..models import Comment, Decision, State
from ..pages import discussed_or_404
from ..touching import LOG, thread_name

LOGGED = 30
MONTHS = 12


def comment_or_404(request, pk):
    """Returns a comment that the reader may meet, with its page, which anyone may read. Raises Http404."""
    comment = get_object_or_404(
        Comment.objects.select_related("page__locale", "author", "reason", "root", "answers"), pk=pk
    )
    comment.page, comment.spilno_thread = discussed_or_404(comment.page_id)
    if comment.state == State.WAITING and not may_see_waiting(request.user, comment):
        raise Http404
    return comment


def may_see_waiting(user, comment):
    own = user.is_authenticated and comment.author and comment.author.user_id == user.pk
    return own or threads.office_of(user, comment.page) is not None


@require_safe
def permalink(request, pk):
    """Leads to where the comment stands now: on its page, or in its branch."""
    comment = comment_or_404(request, pk)
    page_number, branch_number = threads.place_of(comment)
    if branch_number or not rules.is_discussed(comment.page, comment.spilno_thread):
        number = branch_number or 1
        query = f"?page={number}" if number > 1 else ""
        root = comment.root_id or comment.pk
        return redirect(f"{reverse('comment-branch', args=[root])}{query}#c{comment.pk}")
    query = {"order": "new"} | ({"page": page_number} if page_number > 1 else {})
    return redirect(f"{address(comment.page, request)}?{urlencode(query)}#c{comment.pk}")


@require_safe
def branch(request, pk):
    """One comment with all that was answered to it."""
    page_id = Comment.objects.filter(pk=pk).values_list("page_id", flat=True).first()
    depends_on(thread_name(page_id))
    root = comment_or_404(request, pk)
    if root.root_id:
        return redirect("comment-branch", root.root_id)
    shown, pages, reader = threads.branch(root, request, request.GET.get("page"))
    request.spilno_query_is_known = set(request.GET) <= {"page"} and request.GET.get(
        "page", "1"
    ) == str(pages.number)
    context = {
        "branch": shown,
        "pages": pages,
        "reader": reader,
        "thread": root.spilno_thread,
        "asks_stance": rules.asks_stance(root.page, root.spilno_thread),
        "is_open": rules.is_open(root.page, root.spilno_thread),
        "page_title": root.page.title,
        "back": address(root.page, request),
        "heading": _("A branch of the discussion"),
    }
    return render(request, "spilno_discussion/branch.html", context)


@require_safe
def fresh(request, page_id):
    """How many comments have come since the reader opened the page: a line with a link, or nothing."""
    since = request.GET.get("since", "")
    if not since.isascii() or not since.isdecimal() or len(since) > 18:
        raise Http404
    page, _thread = discussed_or_404(page_id)
    count = threads.news(page.pk, int(since))
    if not count:
        return private(HttpResponse(""))
    context = {"count": count, "url": f"{address(page, request)}?order=new#discussion"}
    return private(render(request, "spilno_discussion/fresh.html", context))


@require_safe
def log(request):
    """What moderators decided, for everyone: counts, reasons, decisions, and nobody's name or words."""
    depends_on(LOG)
    since = timezone.now() - timezone.timedelta(days=31 * MONTHS)
    decisions = Decision.objects.logged().select_related("reason", "comment__page", "appeal")
    pages = Paginator(decisions, LOGGED).get_page(request.GET.get("page"))
    for decision in pages:
        decision.where = decision.comment.page.title if is_open(decision.comment.page) else ""
    request.spilno_query_is_known = set(request.GET) <= {"page"} and request.GET.get(
        "page", "1"
    ) == str(pages.number)
    context = {
        "pages": pages,
        "months": by_month(since),
        "reasons": by_reason(since),
        "comments": Comment.objects.filter(submit_date__gte=since).count(),
        "heading": _("Log of moderation"),
    }
    return render(request, "spilno_discussion/log.html", context)


def by_month(since):
    """Returns [{"month", act: number}] of the last months, the latest first. One query."""
    rows = (
        Decision.objects.logged()
        .filter(at__gte=since)
        .annotate(month=TruncMonth("at"))
        .values("month", "act")
        .annotate(number=Count("pk"))
        .order_by("-month")
    )
    found = {}
    for row in rows:
        found.setdefault(row["month"], {})[row["act"]] = row["number"]
    return [{"month": month} | numbers for month, numbers in found.items()]


def by_reason(since):
    """Returns [(reason, number of comments hidden)] of the last months, the most frequent first. One query."""
    rows = (
        Decision.objects.filter(at__gte=since, act="hide")
        .values("reason")
        .annotate(number=Count("pk"))
        .order_by("-number")
    )
    reasons = Decision._meta.get_field("reason").related_model.objects.in_bulk(
        [row["reason"] for row in rows]
    )
    return [(reasons[row["reason"]], row["number"]) for row in rows]
