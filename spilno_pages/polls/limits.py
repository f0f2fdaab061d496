"""How often votes may be cast: far more than anyone needs, far less than a program tries."""

from datetime import timedelta

from ..limits import Limit

CASTS = Limit("poll-casts", 60, timedelta(minutes=1))  # of one account
GUESTS = Limit("poll-guests", 30, timedelta(hours=1))  # of one address, in surveys without accounts
CODES = Limit("poll-codes", 60, timedelta(minutes=1))  # of one address
