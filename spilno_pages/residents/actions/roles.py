"""Roles are given and ended, and the rights that go with them."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from ...generations import begin_on_commit
from ...notices.actions import notify, preferences_of
from ...record.actions import record
from ...sessions import end_sessions
from .. import rules
from ..models import (
    Role,
    RoleKind,
)

CLERKS_GROUP = "Реєстратори"
LABEL = "spilno_residents"


@transaction.atomic
def give_role(resident, kind, *, by, page=None, title="", since=None, until=None):
    """Returns the open Role, made if it is not there. Raises PermissionDenied where `by` may not give it; by=None is the system."""
    if by is not None and not (verdict := rules.may_give_role(by, kind)):
        raise PermissionDenied(verdict.reason)
    role, made = Role.objects.get_or_create(
        resident=resident,
        kind=kind,
        page=page,
        until=until,
        defaults={"title": title, "since": since or timezone.localdate()},
    )
    if made:
        announce_role(role, by)
    return role


def clerks():
    """Returns the group of the clerks, made at the first call: they enter the admin, the desk and the rolls."""
    group, made = Group.objects.get_or_create(name=CLERKS_GROUP)
    if made:
        wanted = dict.fromkeys(
            ("verify", "manage_roll", "view_resident", "view_verification", "view_roll"), LABEL
        ) | {"access_admin": "wagtailadmin"}
        for codename, label in wanted.items():
            group.permissions.add(
                Permission.objects.get(content_type__app_label=label, codename=codename)
            )
    return group


def keep_clerks(at=None):
    """Gives the rights to clerks whose role has begun and takes them where it has run out. Called by the tick, too.

    Returns the number of those who lost them.
    """
    day = timezone.localdate(at) if at else timezone.localdate()
    serving = Role.objects.current(day).filter(kind=RoleKind.CLERK).values("resident__user")
    for user in get_user_model().objects.filter(pk__in=serving).exclude(groups__name=CLERKS_GROUP):
        user.groups.add(clerks())
    outdated = list(
        get_user_model().objects.filter(groups__name=CLERKS_GROUP).exclude(pk__in=serving)
    )
    for user in outdated:
        user.groups.remove(clerks())
        end_sessions(user)
    return len(outdated)


def announce_role(role, by):
    """What follows a new role: rights of a clerk, the audit log, a notice, the badge on pages."""
    if role.kind == RoleKind.CLERK:
        keep_clerks()
    record("role.given", role, by=by, kind=role.kind, resident=str(role.resident.key))
    tell_of_role("role.given", role)
    begin_on_commit()


@transaction.atomic
def end_role(role, *, by, day=None):
    """Ends a role with the day before, so that it has no force from now on. Raises PermissionDenied."""
    if by is not None and not (verdict := rules.may_give_role(by, role.kind)):
        raise PermissionDenied(verdict.reason)
    day = day or timezone.localdate()
    last = day - timedelta(days=1)
    if role.since > last:  # given and ended on one day: it never had a full day
        role.since = last
    role.until = last
    role.save(update_fields=["since", "until"])
    announce_end(role, by)


def announce_end(role, by):
    if role.kind == RoleKind.CLERK:
        role.resident.user.groups.remove(clerks())
        end_sessions(role.resident.user)
    record("role.ended", role, by=by, kind=role.kind, resident=str(role.resident.key))
    tell_of_role("role.ended", role)
    begin_on_commit()


def tell_of_role(kind, role):
    if role.kind == RoleKind.REPRESENTATIVE:
        return  # told by the room that brings people into organizations
    user = role.resident.user
    with override(preferences_of(user).language):
        data = {
            "role": f"{role.get_kind_display()}{', ' + role.title if role.title else ''}",
            "page": f"{role.page.title}." if role.page else "",
            "since": date_format(role.since, "j E Y"),
        }
    notify(user, kind, role, url=reverse("cabinet"), **data)
