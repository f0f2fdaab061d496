"""In what name a person speaks or decides under a page."""

from dataclasses import dataclass

from wagtail.models import Page

from ..open_pages import paths_of
from ..residents.models import Role, RoleKind
from .models import Badge

MODERATE = "spilno_discussion.moderate"


@dataclass(frozen=True)
class Office:
    """The council where organization is None, else the page of the organization that a representative decides for."""

    organization: Page | None = None

    @property
    def is_council(self):
        return self.organization is None

    @property
    def words(self):
        return "" if self.is_council else self.organization.title


def is_moderator(user):
    """True for people of the council who keep order on all pages."""
    return user.is_active and user.has_perm(MODERATE)


def represented(user):
    """Returns [Page] of the organizations that an account represents now. One query."""
    return list(
        Page.objects.filter(
            pk__in=Role.objects.current()
            .filter(resident__user=user, kind=RoleKind.REPRESENTATIVE)
            .values("page_id")
        ).order_by("title")
    )


def office_of(user, page):
    """Returns the Office in which the account moderates the page; None where it does not. One query for others than the council's."""
    if not user.is_authenticated or not user.is_active:
        return None
    if is_moderator(user):
        return Office()
    roles = Role.objects.current().filter(
        resident__user=user, kind=RoleKind.REPRESENTATIVE, page__path__in=paths_of(page)
    )
    role = roles.select_related("page").first()
    return Office(role.page) if role else None


def badge_of(resident, page):
    """Returns (Badge or "", words) with which the resident writes under the page now. One query.

    The office comes before the interest, the interest before the knowledge: an expert who speaks on the page of the own
    organization speaks for it.
    """
    roles = list(Role.objects.current().filter(resident=resident).select_related("page"))
    official = next((role for role in roles if role.kind == RoleKind.OFFICIAL), None)
    if official:
        return Badge.COUNCIL, ", ".join(filter(None, (official.title, official.page.title)))
    paths = set(paths_of(page))
    for role in roles:
        if role.kind == RoleKind.REPRESENTATIVE and role.page.path in paths:
            badge = Badge.AUTHOR if page.owner_id == resident.user_id else Badge.ORGANIZATION
            return badge, role.page.title
    if page.owner_id == resident.user_id and not is_moderator(resident.user):
        return Badge.AUTHOR, ""
    expert = next((role for role in roles if role.kind == RoleKind.EXPERT), None)
    if expert:
        return Badge.EXPERT, expert.title
    return "", ""


def is_official(resident):
    """True for an official of the council. One query."""
    return Role.objects.current().filter(resident=resident, kind=RoleKind.OFFICIAL).exists()
