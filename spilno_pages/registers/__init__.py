"""The registers of people and acts in the admin: read, searched, filtered; changed only where a decision is theirs to make."""

from .menu import Discussion, People
from .roles import ADDRESSES

__all__ = ["ADDRESSES", "Discussion", "People"]
