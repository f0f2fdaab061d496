"""An account becomes a person of the network."""

from ...generations import begin_on_commit
from ..models import (
    Resident,
)


def resident_of(user):
    """Returns the Resident of an account, made at the first call. One query, three at the first."""
    try:
        found = Resident.objects.get(user=user)
    except Resident.DoesNotExist:
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
