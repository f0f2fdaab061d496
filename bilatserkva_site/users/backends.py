"""Who an account is, at every request."""

from django.contrib.auth import get_user_model

from allauth.account.auth_backends import AuthenticationBackend


class AccountBackend(AuthenticationBackend):
    """allauth's, which brings the person of the network along with the account: nearly every page of a person asks for both."""

    def get_user(self, user_id):
        found = get_user_model().objects.select_related("resident").filter(pk=user_id)
        user = next(iter(found), None)  # by its key: first() would sort the one row
        return user if user and self.user_can_authenticate(user) else None
