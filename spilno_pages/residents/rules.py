"""Who may, and when."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.models import Site

from ..generations import remembered
from ..verdicts import YES, no
from .models import ASKED, Consent, LegalVersion, Level, ParticipationSettings, Role, RoleKind

LINKS_AFTER = timedelta(days=7)
VERIFY = "spilno_residents.verify"


def default_site():
    return remembered("default site", lambda: Site.objects.filter(is_default_site=True).first())


def participation():
    """Returns the ParticipationSettings of the site; the defaults where there is no site yet."""
    site = default_site()
    return ParticipationSettings.for_site(site) if site else ParticipationSettings()


def may_link(resident, at=None):
    """Links come only from people who are known or have been here for a while: it is what spam profiles live by."""
    at = at or timezone.now()
    if resident.level >= Level.IDENTITY:
        return YES
    if at - resident.joined_at < LINKS_AFTER:
        return no(
            _(
                "A new account shows no links for its first seven days. Leave the address out for now."
            )
        )
    return no(
        _(
            "Links are shown for people who have proven who they are. Leave the address out, or verify yourself first."
        )
    )


def may_take_part(resident, level, at=None):
    """Whether a person reaches the level that an act needs, with what to do where not."""
    day = timezone.localdate(at) if at else timezone.localdate()
    if resident.level_on(day) >= level:
        return YES
    if level == Level.RESIDENT and resident.level == Level.RESIDENT:
        return no(
            _(
                "Your proof of residence has ended. Prove it anew: it takes one visit or one signature."
            )
        )
    if level == Level.RESIDENT and resident.level == Level.IDENTITY:
        return no(_("It is proven who you are, but not yet that you live in the community."))
    return no(
        _(
            "This is for verified residents. Verify yourself once, and everything of this kind is open to you."
        )
    )


def may_vote_by_age(resident, settings=None):
    settings = settings or participation()
    if not resident.is_minor or settings.minors_vote:
        return YES
    return no(_("Voting and signing are open from 18 years. You can discuss and propose now."))


def may_apply_by_age(resident, settings=None):
    settings = settings or participation()
    if not resident.is_minor or settings.minors_apply:
        return YES
    return no(
        _(
            "An organization is brought in by a person of full age. Ask an adult of your group to apply."
        )
    )


def is_clerk(user):
    """True for an account that may verify people: the right comes and goes with the role, for administrators too. One query."""
    if not user.is_active or not user.has_perm(VERIFY):
        return False
    return Role.objects.current().filter(resident__user=user, kind=RoleKind.CLERK).exists()


def may_verify(clerk, resident, done_today, settings=None):
    """Whether a clerk may verify this person now. done_today: verifications by the clerk since midnight."""
    settings = settings or participation()
    if not is_clerk(clerk):
        return no(_("Only clerks verify people."))
    if resident.user_id == clerk.pk:
        return no(_("You cannot verify yourself. Ask another clerk."))
    if done_today >= settings.desk_limit:
        return no(
            _(
                "Today’s number of verifications is used up. The limit protects people’s votes; go on tomorrow."
            )
        )
    return YES


def may_give_role(user, kind):
    """Clerks are named by administrators alone; officials and experts by the council's editors, too."""
    if kind == RoleKind.REPRESENTATIVE:
        return no(
            _("Representatives are invited on the organization’s page, under “Representatives”.")
        )
    if user.is_superuser:
        return YES
    if kind != RoleKind.CLERK and user.has_perm("spilno_residents.add_role"):
        return YES
    return no(_("Only an administrator names clerks."))


def present_roles(user):
    """Returns [Role] that an account has today; asked once for the object at hand, so once a request."""
    if not hasattr(user, "_spilno_roles"):
        roles = Role.objects.current().filter(resident__user=user)
        user._spilno_roles = list(roles.select_related("page"))
    return user._spilno_roles


def badges(residents):
    """Returns {resident key: [Role]} of present officials and experts, for the names beside texts. One query."""
    found = {}
    shown = Role.objects.current().filter(
        resident__in=residents, kind__in=[RoleKind.OFFICIAL, RoleKind.EXPERT]
    )
    for role in shown.select_related("page"):
        found.setdefault(role.resident_id, []).append(role)
    return found


def versions_in_force():
    """Returns [LegalVersion] that an account needs consent to: of each kind the newest that asked. One query a generation."""
    return remembered("legal versions", newest_versions)


def newest_versions():
    newest = {}
    for version in LegalVersion.objects.filter(kind__in=ASKED, asks=True).order_by("number"):
        newest[version.kind] = version
    return [newest[kind] for kind in ASKED if kind in newest]


def agreed_to(user):
    """Returns {keys of LegalVersion} that the person has ever agreed to. One query, asked at every step of a person."""
    table = connection.ops.quote_name(Consent._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version_id FROM {table} WHERE user_id = %s", [user.pk])  # noqa: S608 - our own name
        return {version for (version,) in cursor}


def missing_consents(user):
    """Returns the versions in force that the person has not agreed to. One query."""
    wanted = versions_in_force()
    if not wanted:
        return []
    given = agreed_to(user)
    return [version for version in wanted if version.pk not in given]
