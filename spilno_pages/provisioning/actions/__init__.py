"""An organization gets its place in the admin; people come and go; trust is given and taken back."""

from .places import (
    CONTAINERS,
    EDITORS_GROUP,
    WORKFLOW_NAME,
    close,
    page_permission,
    permission,
    provision,
    review_workflow,
    set_trust,
    set_up_council,
)
from .representatives import (
    accept,
    ask,
    dismiss,
    forget_invitations,
    invite,
    invite_again,
    leave,
    others,
    remove,
    withdraw_invitation,
)

__all__ = [
    "CONTAINERS",
    "EDITORS_GROUP",
    "WORKFLOW_NAME",
    "accept",
    "ask",
    "close",
    "dismiss",
    "forget_invitations",
    "invite",
    "invite_again",
    "leave",
    "others",
    "page_permission",
    "permission",
    "provision",
    "remove",
    "review_workflow",
    "set_trust",
    "set_up_council",
    "withdraw_invitation",
]
