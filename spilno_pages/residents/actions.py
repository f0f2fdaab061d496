"""People are verified, get and lose roles, agree to what the council publishes."""

import secrets
from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..generations import begin_on_commit
from ..notices.actions import notify, preferences_of
from ..record.actions import record
from ..sessions import end_sessions
from ..verdicts import YES, no
from . import ages, rules
from .models import (
    Basis,
    Consent,
    DeskCode,
    LegalVersion,
    Level,
    Resident,
    Role,
    RoleKind,
    Roll,
    RollEntry,
    Verification,
    code_expiry,
)

CLERKS_GROUP = "Реєстратори"
LABEL = "spilno_residents"
DIGITS = "0123456789"
CODE_LENGTH = 8
REMIND_BEFORE = timedelta(days=30)


class PersonTakenError(ValidationError):
    """The person is verified on another account already."""

    def __init__(self, holder):
        self.holder = holder
        super().__init__(
            _(
                "This person is verified on another account already. Sign in there; if you cannot, come to the desk with your "
                "passport, and the clerk will move the verification."
            ),
            code="person-taken",
        )


def resident_of(user):
    """Returns the Resident of an account, made at the first call. One query, three at the first."""
    found = Resident.objects.filter(user=user).select_related("district").first()
    if found is None:
        found, _made = Resident.objects.get_or_create(
            user=user,
            defaults={"display_name": user.get_full_name()[:80], "joined_at": user.date_joined},
        )
    found.user = user
    return found


def rename(resident, **profile):
    """Saves what people write of themselves and shows it at once; who gave no surname is called so in the admin, too."""
    for name, value in profile.items():
        setattr(resident, name, value)
    resident.save(update_fields=[*profile])
    user = resident.user
    if (
        "display_name" in profile
        and not user.last_name
        and user.first_name != resident.display_name
    ):
        user.first_name = resident.display_name
        user.save(update_fields=["first_name"])
    begin_on_commit()


# — verification


def desk_code(resident, at=None):
    """Returns the person's DeskCode: the one that still works, or a new one."""
    at = at or timezone.now()
    code = DeskCode.objects.filter(resident=resident, expires_at__gt=at).first()
    if code:
        return code
    number = "".join(secrets.choice(DIGITS) for _digit in range(CODE_LENGTH))
    return DeskCode.objects.update_or_create(
        resident=resident, defaults={"code": number, "expires_at": code_expiry()}
    )[0]


def forget_codes(at=None):
    return DeskCode.objects.filter(expires_at__lt=at or timezone.now()).delete()[0]


def done_today(clerk, at=None):
    """How many people the clerk has verified since midnight. One query."""
    day = timezone.localdate(at) if at else timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    return Verification.objects.filter(clerk=clerk, at__gte=midnight).count()


def on_roll(tag):
    """Returns the person's RollEntry in the roll in force, None for nobody there. One query."""
    return RollEntry.objects.filter(roll__state=Roll.State.CURRENT, person_tag=tag).first()


def residence_term(basis, born, day, settings):
    """The last day that a residence is taken for proven; for the young not past the day they come of age."""
    months = settings.residence_months if basis == Basis.REGISTERED else settings.actual_months
    until = day + timedelta(days=round(months * 30.44))
    if born and ages.age_on(born, day) < ages.ADULT:
        until = min(until, ages.birthday(born, ages.ADULT) - timedelta(days=1))
    return until


def grant(resident, claim, *, clerk=None, take_over=False, at=None):
    """Writes down that a person is proven, by a clerk or by a provider. Returns the Verification.

    A lower level never takes a higher one back. A person stands on one account (unique person_tag): PersonTakenError, unless a clerk
    moves the verification with take_over. Raises ValidationError with the sentence for the person, PermissionDenied for a clerk
    who may not.
    """
    settings = rules.participation()
    day = timezone.localdate(at) if at else timezone.localdate()
    if claim.born and ages.age_on(claim.born, day) < settings.youngest:
        raise ValidationError(
            _("Accounts are open from %(age)s years. Read along, and come back later.")
            % {"age": settings.youngest}
        )
    try:
        with transaction.atomic():
            verdict = clerk_may(clerk, resident, claim, settings, at)
            if verdict:
                return proven(resident, claim, clerk, take_over, day, settings, at)
    except IntegrityError:
        # Two requests of one person at once: the constraint let the first one through.
        raise PersonTakenError(None) from None
    record("verification.refused", f"resident:{resident.key}", by=clerk, why="rule")
    raise PermissionDenied(verdict.reason)


def clerk_may(clerk, resident, claim, settings, at):
    """Returns the Verdict over a clerk, counted under a lock of the clerk's role: the day's limit holds for requests at once."""
    if clerk is None:
        return YES
    list(Role.objects.select_for_update().filter(resident__user=clerk, kind=RoleKind.CLERK))
    if Resident.objects.filter(user=clerk, person_tag=claim.person_tag).exists():
        return no(
            _("This is your own number. Nobody verifies themselves, whatever account it is for.")
        )
    return rules.may_verify(clerk, resident, done_today(clerk, at), settings)


def proven(resident, claim, clerk, take_over, day, settings, at):
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    free_person(resident, claim, clerk, take_over)
    raise_level(resident, claim, day, settings)
    resident.save()
    DeskCode.objects.filter(resident=resident).delete()
    verification = Verification.objects.create(
        resident=resident,
        provider=claim.method,
        level=resident.level,
        residence_basis=resident.residence_basis,
        valid_until=resident.valid_until,
        clerk=clerk,
        at=at or timezone.now(),
    )
    record(
        "verification.granted",
        f"resident:{resident.key}",
        by=clerk,
        provider=claim.method,
        level=int(resident.level),
        basis=resident.residence_basis,
    )
    tell_of(verification)
    begin_on_commit()
    return verification


def free_person(resident, claim, clerk, take_over):
    """One account stands for one person and one person for one account. Raises ValidationError, PersonTakenError."""
    if resident.person_tag and resident.person_tag != claim.person_tag:
        raise ValidationError(
            _(
                "This account is verified for another person. Each person has an account of their own."
            ),
            code="other-person",
        )
    holder = Resident.objects.filter(person_tag=claim.person_tag).exclude(pk=resident.pk).first()
    if holder is None:
        return
    if not (clerk and take_over):
        raise PersonTakenError(holder)
    take_from(holder, resident, clerk)


def raise_level(resident, claim, day, settings):
    """Puts what is claimed into the resident; a lower level never takes a higher one back."""
    resident.person_tag = claim.person_tag
    if claim.born:
        resident.age_band = ages.band(claim.born, day)
    if claim.name and not resident.display_name:
        resident.display_name = claim.name
    basis = claim.basis
    if not basis and (entry := on_roll(claim.person_tag)):
        basis = entry.residence_basis
    if basis:
        until = residence_term(basis, claim.born, day, settings)
        resident.level, resident.residence_basis = Level.RESIDENT, basis
        resident.valid_until = max(until, resident.valid_until or until)
    else:
        resident.level = max(resident.level, claim.level)


def take_from(holder, resident, clerk):
    """Moves a person from an account that is lost to them; both accounts can't be verified for one person."""
    clear(holder)
    record(
        "verification.moved", f"resident:{resident.key}", by=clerk, source=f"resident:{holder.key}"
    )
    notify(
        holder.user,
        "verification.moved",
        f"moved:{holder.pk}:{timezone.now():%Y%m%d%H%M%S}",
        url=reverse("cabinet-verification"),
    )


def clear(resident):
    resident.person_tag, resident.residence_basis, resident.age_band = None, "", ""
    resident.valid_until, resident.level = None, Level.EMAIL
    resident.save()


def tell_of(verification):
    resident = verification.resident
    with override(preferences_of(resident.user).language):
        data = {
            "level": verification.get_level_display(),
            "how": verification.get_provider_display().capitalize(),
            "day": date_format(timezone.localdate(verification.at), "j E Y"),
            "until": date_format(verification.valid_until, "j E Y")
            if verification.valid_until
            else "",
        }
    is_full = verification.level == Level.RESIDENT
    kind = "verification.granted" if is_full else "verification.identity"
    notify(resident.user, kind, verification, url=reverse("cabinet-verification"), **data)


@transaction.atomic
def revoke(resident, *, by, reason):
    """Takes a verification back, with a reason that the person reads. Raises PermissionDenied, ValidationError."""
    if not rules.is_clerk(by) or resident.user_id == by.pk:
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Write the reason: the person will read it."))
    resident = Resident.objects.select_for_update().select_related("user").get(pk=resident.pk)
    clear(resident)
    record("verification.revoked", f"resident:{resident.key}", by=by)
    last = resident.verifications.first()
    about = f"revoked:{resident.pk}:{last.pk if last else 0}"
    notify(
        resident.user,
        "verification.revoked",
        about,
        url=reverse("cabinet-verification"),
        reason=reason.strip(),
    )
    begin_on_commit()


def remind_of_ends(at=None):
    """Tells everyone, once a term, whose residence ends within REMIND_BEFORE. Called by the tick; returns their number."""
    day = timezone.localdate(at) if at else timezone.localdate()
    told = 0
    ending = Resident.objects.filter(
        level=Level.RESIDENT,
        valid_until__range=(day, day + REMIND_BEFORE),
        user__is_active=True,
    )
    for resident in ending.select_related("user").iterator(chunk_size=500):
        with override(preferences_of(resident.user).language):
            until = date_format(resident.valid_until, "j E Y")
        told += notify(
            resident.user,
            "verification.ends",
            f"ends:{resident.pk}:{resident.valid_until}",
            url=reverse("cabinet-verification"),
            until=until,
        )
    return told


# — roles


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


# — consent


def publish_version(kind, page, revision, content_hash, *, changes="", asks=True):
    """Makes the next LegalVersion of a published text; the same words again make none. Returns it or None."""
    with transaction.atomic():
        last = LegalVersion.objects.select_for_update().filter(kind=kind).first()
        if last and last.content_hash == content_hash:
            return None
        version = LegalVersion.objects.create(
            kind=kind,
            number=last.number + 1 if last else 1,
            page=page,
            revision=revision,
            content_hash=content_hash,
            changes=changes,
            # The first version is asked of everyone, whatever was ticked.
            asks=asks or last is None,
        )
        record("legal.published", version, kind=kind, number=version.number)
        begin_on_commit()
        return version


def agree(user, versions=None):
    """Keeps the person's consent with the versions they saw, by default all in force. Returns the new Consents."""
    missing = rules.missing_consents(user)
    wanted = {version.pk for version in missing if versions is None or version.pk in versions}
    given = [Consent(user=user, version=version) for version in missing if version.pk in wanted]
    Consent.objects.bulk_create(given, ignore_conflicts=True)
    return given
