"""What waits for moderators, told once a day."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext, override

from ...notices.actions import notify, preferences_of
from ...notices.models import Notice
from ...residents.models import Role, RoleKind
from ..models import Appeal, Comment, Report, State
from ..offices import MODERATE

FROM_HOUR = 8  # Kyiv time


@dataclass(frozen=True)
class Queue:
    """How much waits, and since when."""

    reported: int = 0
    waiting: int = 0
    appeals: int = 0
    since: datetime | None = None

    @property
    def total(self):
        return self.reported + self.waiting + self.appeals


def queue(path=""):
    """Returns the Queue of all pages, or of those under a tree path (an organization decides no appeals). Up to three queries."""
    below = {"page__path__startswith": path} if path else {}
    waiting = Comment.objects.filter(state=State.WAITING, **below).aggregate(
        count=Count("pk"), since=Min("state_at")
    )
    inside = Q(comment__page__path__startswith=path) if path else Q()
    reported = (
        Report.objects.open()
        .filter(inside)
        .aggregate(count=Count("comment", distinct=True), since=Min("made_at"))
    )
    appeals = {"count": 0, "since": None}
    if not path:
        appeals = Appeal.objects.open().aggregate(count=Count("pk"), since=Min("made_at"))
    since = [part["since"] for part in (waiting, reported, appeals) if part["since"]]
    return Queue(reported["count"], waiting["count"], appeals["count"], min(since, default=None))


def waiting_for(paths):
    """Returns how many comments wait for a decision: on all pages where paths is None, with appeals, else under the tree paths. One query."""
    waiting = Comment.objects.filter(state=State.WAITING).order_by()
    reports = Report.objects.open().order_by()
    if paths is None:
        appealed = Appeal.objects.open().order_by().values_list("decision__comment")
        return waiting.values_list("pk").union(reports.values_list("comment"), appealed).count()
    if not paths:
        return 0
    below = Q(*[("page__path__startswith", path) for path in paths], _connector=Q.OR)
    inside = Q(*[("comment__page__path__startswith", path) for path in paths], _connector=Q.OR)
    own = waiting.filter(below).values_list("pk")
    return own.union(reports.filter(inside).values_list("comment")).count()


def moderators():
    """Returns the accounts of the council that keep order; administrators where nobody else does. Up to two queries."""
    people = get_user_model().objects.filter(is_active=True)
    label, _dot, codename = MODERATE.partition(".")
    granted = {"content_type__app_label": label, "codename": codename}
    rights = Permission.objects.filter(**granted)
    named = people.filter(Q(groups__permissions__in=rights) | Q(user_permissions__in=rights))
    return list(named.distinct()) or list(people.filter(is_superuser=True))


def daily_summary(at=None):
    """Tells moderators, once a day from FROM_HOUR on, that something waits. Called by every tick; returns the number told."""
    at = timezone.localtime(at or timezone.now())
    if at.hour < FROM_HOUR:
        return 0
    about = f"queue:{at.date()}"
    if Notice.objects.filter(kind="moderation.daily", object__startswith=about).exists():
        return 0
    found, told = queue(), 0
    if not found.total:
        return 0
    for user in moderators():
        told += tell(user, found, about, "cabinet-moderation")
    paths = Comment.objects.troubled().values_list("page__path", flat=True)
    roles = Role.objects.current().filter(kind=RoleKind.REPRESENTATIVE)
    troubled = list(paths)
    for role in roles.select_related("page", "resident__user"):
        if any(path.startswith(role.page.path) for path in troubled):
            own = queue(role.page.path)
            told += tell(role.resident.user, own, f"{about}:{role.page_id}", "cabinet-moderation")
    return told


def tell(user, found, about, view):
    with override(preferences_of(user).language):
        count = ngettext("%(count)s matter", "%(count)s matters", found.total) % {
            "count": found.total
        }
        since = date_format(timezone.localtime(found.since), "j E")
    return notify(
        user,
        "moderation.daily",
        about,
        url=reverse(view),
        count=count,
        reported=found.reported,
        waiting=found.waiting,
        appeals=found.appeals,
        since=since,
    )
