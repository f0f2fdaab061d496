"""People are verified, by a clerk or by a provider; one person on one account."""

import secrets
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...generations import begin_on_commit
from ...notices.actions import notify, preferences_of
from ...record.actions import record
from ...verdicts import YES, no
from .. import ages, rules
from ..models import (
    Basis,
    DeskCode,
    Level,
    Resident,
    Role,
    RoleKind,
    Roll,
    RollEntry,
    Verification,
    code_expiry,
)
from ..signals import person_came, person_left

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


def district_of(word):
    """Returns the District with this word in addresses, None for an empty or unknown one. One query."""
    districts = Resident._meta.get_field("proven_district").related_model.objects
    return districts.filter(slug=word).first() if word else None


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
        proven_district=resident.proven_district,
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
    person_came.send(Resident, resident=resident, person_tag=claim.person_tag)
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
    basis, district = claim.basis, claim.district
    if not basis and (entry := on_roll(claim.person_tag)):
        basis, district = entry.residence_basis, entry.district
    if basis:
        until = residence_term(basis, claim.born, day, settings)
        resident.level, resident.residence_basis = Level.RESIDENT, basis
        resident.valid_until = max(until, resident.valid_until or until)
        resident.proven_district = district_of(district)
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
    resident.valid_until, resident.proven_district, resident.level = None, None, Level.EMAIL
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
    if resident.person_tag:
        person_left.send(Resident, resident=resident, person_tag=resident.person_tag)
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
