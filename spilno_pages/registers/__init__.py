"""The registers of people and acts in the admin: read, searched, filtered; changed only where a decision is theirs to make."""

from .menu import Discussion, People, Polls
from .polls import ADDRESSES as POLL_ADDRESSES
from .roles import ADDRESSES as ROLE_ADDRESSES

ADDRESSES = [*ROLE_ADDRESSES, *POLL_ADDRESSES]

__all__ = ["ADDRESSES", "Discussion", "People", "Polls"]
