"""What becomes of a person on an account, for rooms above that keep something of theirs.

Sent inside the transaction of the act, with resident (Resident) and person_tag (as it was or is now).
"""

from django.dispatch import Signal

person_came = Signal()  # the person is proven on this account
person_left = Signal()  # the verification is taken back; not sent where it moves to another account
