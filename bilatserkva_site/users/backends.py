"""Who an account is, at every request."""

from functools import cache

from django.contrib.auth import get_user_model

from allauth.account.auth_backends import AuthenticationBackend

from spilno_pages.prepared import Pair


@cache
def with_resident():
    return Pair(get_user_model(), "resident")


class AccountBackend(AuthenticationBackend):
    """allauth's, which brings the person of the network along with the account: nearly every page of a person asks for both."""

    def get_user(self, user_id):
        user = with_resident().get(user_id)
        return user if user and self.user_can_authenticate(user) else None
