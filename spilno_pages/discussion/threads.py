"""A page's discussion as it is drawn: bounded, and of as many queries with a thousand comments as with ten."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from django_comments.models import CommentFlag
from django_comments_xtd.models import LIKEDIT_FLAG

from ..generations import depends_on, remembered
from ..residents.models import Resident
from . import rules
from .models import Comment, ModerationReason, Stance, State, Thread
from .offices import office_of
from .touching import thread_name

ROOTS = 10  # branches on a page of a discussion
REPLIES = 3  # answers of a branch that stand on the page; the rest is one link away
BRANCH = 30  # answers on a page of a branch
ORDERS = {
    "helpful": (_("helpful first"), ("-helpful", "-pk")),
    "new": (_("new first"), ("-pk",)),
    "old": (_("old first"), ("pk",)),
}
FIRST_ORDER = "helpful"
# What of a comment is drawn: the rest of three tables stays where it is.
DRAWN = (
    "comment",
    "submit_date",
    "page_id",
    "root_id",
    "answers_id",
    "reason_id",
    "stance",
    "badge",
    "badge_words",
    "is_official",
    "state",
    "state_at",
    "edited_at",
    "helpful",
    "author__display_name",
    "author__is_public",
    "author__key",
)


@dataclass
class Branch:
    """A comment with the answers that stand under it, and how many there are."""

    comment: Comment
    replies: list = field(default_factory=list)
    total: int = 0

    @property
    def more(self):
        return self.total - len(self.replies)


@dataclass
class Reader:
    """What the person who reads may do here. resident is None for people without an account."""

    resident: Resident | None = None
    liked: set = field(default_factory=set)
    office: object = None
    verdict: object = None


@dataclass
class Discussion:
    """All that a template needs to draw a discussion."""

    page: object
    thread: Thread
    order: str
    branches: Paginator
    shown: list
    total: int
    asks_stance: bool
    is_open: object
    reader: Reader
    best: dict = field(default_factory=dict)
    answer: Comment | None = None
    newest: int = 0  # key of the newest public comment: the page asks for news after it

    @property
    def orders(self):
        return [(name, words, name == self.order) for name, (words, _by) in ORDERS.items()]


def drawn(page, request):
    """Returns the Discussion of a page for a request, None where the page shows none. page: anchor, specific.

    Up to seven queries, five more for people with an account.
    """
    depends_on(thread_name(page.pk))
    thread = rules.thread_of(page)
    if not rules.is_discussed(page, thread):
        return None
    reader = reader_of(request, page)
    comments = Comment.objects.filter(page_id=page.pk)
    counts = comments.aggregate(
        total=Count("pk", filter=Q(state=State.PUBLIC)),
        roots=Count("pk", filter=Q(root=None)),
        newest=Max("pk", filter=Q(state=State.PUBLIC)),
    )
    roots = comments.roots().shown(reader.resident) if counts["roots"] else Comment.objects.none()
    order, chosen = page_of(roots, request)
    shown = branches(list(chosen.object_list), reader)
    asks = rules.asks_stance(page, thread)
    read = [branch.comment for branch in shown]
    read += [reply for branch in shown for reply in branch.replies]
    discussion = Discussion(
        page=page,
        thread=thread,
        order=order,
        branches=chosen,
        shown=shown,
        total=counts["total"],
        asks_stance=asks,
        is_open=rules.is_open(page, thread),
        reader=reader,
        best=best_arguments(comments) if asks and counts["total"] else {},
        answer=light(comments.public().filter(pk=thread.answer_id)).first()
        if thread.answer_id
        else None,
        newest=counts["newest"] or 0,
    )
    finish([*read, *([discussion.answer] if discussion.answer else [])])
    know_likes(reader, read)
    return discussion


def page_of(roots, request):
    """Returns (name of the order, page of the branches) that the address asks for, the nearest that there is."""
    order = request.GET.get("order", "")
    order = order if order in ORDERS else FIRST_ORDER
    pages = Paginator(light(roots.order_by(*ORDERS[order][1])), ROOTS)
    chosen = pages.get_page(request.GET.get("page"))
    mark_known(request, order, chosen)
    return order, chosen


def light(comments):
    """Returns the queryset with what is drawn of each comment, and no more."""
    return comments.select_related("author").only(*DRAWN)


def reasons():
    """Returns {key: ModerationReason}. One query a generation."""
    return remembered("moderation reasons", ModerationReason.objects.in_bulk)


def finish(comments):
    """Sets .reason of hidden comments, and .answered_name where one answers another than the branch's. One query at most."""
    known = reasons() if any(comment.reason_id for comment in comments) else {}
    answered = {
        comment.answers_id
        for comment in comments
        if comment.answers_id and comment.answers_id != comment.root_id
    }
    names = {}
    if answered:
        rows = (
            Comment.objects.filter(pk__in=answered)
            .select_related("author")
            .only("author__display_name")
        )
        names = {row.pk: row.author_name for row in rows}
    for comment in comments:
        if comment.reason_id in known:
            comment.reason = known[comment.reason_id]
        comment.answered_name = names.get(comment.answers_id, "")
    return comments


def mark_known(request, order, chosen):
    """The page may be kept for everyone if its whole query is understood."""
    names = set(request.GET)
    sizes = all(len(values) == 1 for _name, values in request.GET.lists())
    exact = request.GET.get("page", "1") == str(chosen.number)
    exact = exact and request.GET.get("order", order) == order
    request.spilno_query_is_known = names <= {"order", "page"} and sizes and exact


def reader_of(request, page):
    """Returns the Reader of a request; what a person may do is asked once. Up to four queries, none for others."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Reader()
    resident = getattr(request, "resident", None) or Resident.objects.filter(user=user).first()
    if resident is None:
        return Reader(office=office_of(user, page))
    resident.user = user
    return Reader(
        resident=resident, office=office_of(user, page), verdict=rules.may_speak(resident, page)
    )


def know_likes(reader, comments):
    if reader.resident and comments:
        reader.liked = set(
            CommentFlag.objects.filter(
                user_id=reader.resident.user_id, flag=LIKEDIT_FLAG, comment__in=comments
            ).values_list("comment_id", flat=True)
        )


def branches(roots, reader):
    """Returns [Branch] of comments with the first answers of each. One query."""
    found = {root.pk: Branch(root) for root in roots}
    if not found:
        return []
    numbered = (
        Comment.objects.filter(root__in=found)
        .shown(reader.resident)
        .annotate(
            place=Window(RowNumber(), partition_by=F("root"), order_by=F("pk").asc()),
            of=Window(Count("pk"), partition_by=F("root")),
        )
        .filter(place__lte=REPLIES)
        .order_by("pk")
    )
    for reply in light(numbered):
        branch = found[reply.root_id]
        branch.replies.append(reply)
        branch.total = reply.of
    return list(found.values())


def branch(root, request, number):
    """Returns (Branch, page of its answers) with all answers of one comment, BRANCH at a time. Two queries."""
    reader = reader_of(request, root.page)
    replies = light(root.branch.shown(reader.resident)).order_by("pk")
    pages = Paginator(replies, BRANCH).get_page(number)
    shown = list(pages.object_list)
    finish([root, *shown])
    know_likes(reader, [root, *shown])
    return Branch(root, shown, pages.paginator.count), pages, reader


def best_arguments(comments):
    """Returns {stance: the most helpful Comment} of both sides, only those that somebody found helpful. One query."""
    ranked = (
        comments.public()
        .filter(stance__in=[Stance.FOR, Stance.AGAINST], helpful__gt=0)
        .annotate(
            rank=Window(
                RowNumber(),
                partition_by=F("stance"),
                order_by=[F("helpful").desc(), F("pk").asc()],
            )
        )
        .filter(rank=1)
    )
    found = {comment.stance: comment for comment in light(ranked)}
    return found if len(found) == 2 else {}


def place_of(comment):
    """Returns (page of the discussion or None, page of the branch or None) on which a comment stands.

    The discussion in the order of newness, where the place of old comments shifts least. Up to two queries.
    """
    root = comment.root or comment
    if comment.root_id:
        before = root.branch.shown().filter(pk__lt=comment.pk).count()
        if before >= REPLIES:
            return None, before // BRANCH + 1
    newer = Comment.objects.filter(page_id=comment.page_id, pk__gt=root.pk).roots().shown()
    return newer.count() // ROOTS + 1, None


def totals(page_pks):
    """Returns {page key: number of public comments}. One query."""
    counted = Comment.objects.public().filter(page_id__in=page_pks).values("page_id")
    return {row["page_id"]: row["number"] for row in counted.annotate(number=Count("pk"))}


def news(page_pk, since):
    """Returns how many public comments came after the one with this key. One query."""
    return Comment.objects.filter(page_id=page_pk, pk__gt=since).public().count()
