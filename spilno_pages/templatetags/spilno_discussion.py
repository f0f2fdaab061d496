"""What templates ask about discussions and questions."""

from django import template
from django.core.paginator import Paginator
from django.utils import timezone

from wagtail.models import Page

from ..anchors import anchor
from ..discussion import rules, texts, threads
from ..discussion.forms import CommentForm
from ..discussion.offices import is_official, office_of
from ..discussion.touching import thread_name
from ..generations import depends_on
from ..models.base import hidden_branches
from ..questions.actions import attach, rows
from ..questions.statistics import answers_of
from ..submissions.models import Proposal
from ..terms.rules import calendar
from .spilno import clock, day

register = template.Library()
QUESTIONS = 10


def anchored(page):
    """Returns the page that rows hang on, of its own class."""
    found = anchor(page)
    return found.specific_deferred if type(found) is Page else found


def is_readable(page):
    """True where the page that rows hang on is open to anyone: a translation shows nothing of a hidden original."""
    return page.live and not any(page.path.startswith(path) for path in hidden_branches())


@register.simple_tag(takes_context=True)
def discussion(context, page):
    """Returns the threads.Discussion of a page, None where there is none: in previews, and where it is switched off."""
    request = context.get("request")
    if request is None or not page.pk or getattr(request, "is_preview", False):
        return None
    if not getattr(page, "discussed", False):
        return None
    own = anchored(page)
    if not is_readable(own):
        return None
    talk = threads.drawn(own, request)
    if talk:
        told = [branch.comment for branch in talk.shown]
        attach([*told, *([talk.answer] if talk.answer else [])])
    return talk


@register.simple_tag
def comment_form(talk):
    """An empty form of a reader who may write."""
    resident = talk.reader.resident
    return CommentForm(
        page=talk.page,
        resident=resident,
        asks_stance=talk.asks_stance,
        official=is_official(resident),
        auto_id="say-%s",
    )


@register.simple_tag(takes_context=True)
def may_quote(context, comment):
    """True where the words may be repeated to whoever looks: public ones to all, others to author and moderators."""
    user = context["request"].user
    return (
        comment.is_public_now
        or (user.is_authenticated and comment.author_id and comment.author.user_id == user.pk)
        or office_of(user, comment.page) is not None
    )


@register.simple_tag
def may_edit(reader, comment):
    """True while the reader may edit the comment; no query for others' comments."""
    return bool(
        reader.resident
        and comment.author_id == reader.resident.pk
        and rules.may_edit(reader.resident, comment)
    )


@register.simple_tag
def may_unpin(reader, comment):
    if not reader.resident:
        return False
    return comment.author_id == reader.resident.pk or bool(
        reader.office and reader.office.is_council
    )


@register.simple_tag
def attached(branch):
    """Sets .asked on the comment of a branch; returns ""."""
    attach([branch.comment])
    return ""


@register.filter
def said(comment):
    return texts.shown(comment.comment)


@register.filter
def gist(text, longest=160):
    return texts.excerpt(text, longest)


@register.filter
def moment(value):
    """«22 листопада, 19:40»"""
    return f"{day(value)}, {clock(value)}" if value else ""


@register.filter
def days_late(question):
    """Working days by which a question is overdue, or was answered late."""
    from_day, to_day = question.due_on, question.answered_on
    return calendar().between(from_day, to_day or timezone.localdate())


@register.simple_tag(takes_context=True)
def questions_to(context, page):
    """Returns {"pages", "answers", "department"}: a page of the questions to a department and how it answers them; {} where it is hidden."""
    request = context["request"]
    own = anchored(page)
    if not is_readable(own):
        return {}
    depends_on(thread_name(own.pk))
    pages = Paginator(rows(own.pk).order_by("-asked_on", "-pk"), QUESTIONS).get_page(
        request.GET.get("page")
    )
    request.spilno_query_is_known = set(request.GET) <= {"page"} and request.GET.get(
        "page", "1"
    ) == str(pages.number)
    return {"pages": pages, "answers": answers_of(own.pk), "department": own}


@register.simple_tag
def with_counts(pages):
    """Sets .comments, the number of public comments, on each page of a list and returns it. One query."""
    depends_on("threads")
    counts = threads.totals([anchored(page).pk for page in pages])
    for page in pages:
        page.comments = counts.get(anchored(page).pk, 0)
    return pages


@register.simple_tag
def proposer(page):
    """Returns the name of the resident who proposed a discussion; "" where the council opened it. One query."""
    found = Proposal.objects.filter(page_id=anchored(page).pk).select_related("applicant__resident")
    proposal = found.first()
    return str(proposal.applicant.resident) if proposal else ""
