"""Who takes part: people, their levels and roles, how they proved who they are, what they agreed to."""

from .legal import ASKED, Consent, LegalKind, LegalVersion
from .people import Basis, Level, Provider, Resident, Role, RoleKind
from .settings import ParticipationSettings
from .verification import DeskCode, Roll, RollEntry, Verification, code_expiry

__all__ = [
    "ASKED",
    "Basis",
    "Consent",
    "DeskCode",
    "LegalKind",
    "LegalVersion",
    "Level",
    "ParticipationSettings",
    "Provider",
    "Resident",
    "Role",
    "RoleKind",
    "Roll",
    "RollEntry",
    "Verification",
    "code_expiry",
]
