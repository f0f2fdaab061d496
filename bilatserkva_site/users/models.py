"""The accounts of the city's site: a person signs in with an e-mail address."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Returns the saved User; without a password the account waits for an invitation to be taken up."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Whoever reaches the command line vouches for the address."""
        user = self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True} | fields
        )
        user.confirm_email()
        return user

    @classmethod
    def normalize_email(cls, email):
        return (email or "").strip().lower()

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))


class User(AbstractUser):
    """A person with an account: an editor of the council, a representative, a resident."""

    username = None
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is already an account with this e-mail address.")},
    )
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="users_user_email_is_lower_case"
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def clean(self):
        self.email = type(self).objects.normalize_email(self.email)
        super().clean()

    def save(self, *args, **kwargs):
        self.email = type(self).objects.normalize_email(self.email)
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret=None):
        """Ties a session to the password and to the epoch, so that end_sessions() voids them all."""
        return salted_hmac(
            f"{__name__}.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def confirm_email(self):
        """Takes the present address for proven; two queries."""
        self.emailaddress_set.update_or_create(
            email=self.email, defaults={"verified": True, "primary": True}
        )

    def is_confirmed(self):
        """True once somebody has shown that the address is theirs, or has signed in before addresses were asked for. One query."""
        verified = list(self.emailaddress_set.values_list("verified", flat=True))
        return any(verified) or (not verified and self.last_login is not None)

    def shut_out_others(self):
        """Voids every way in that was set up before the owner of the address came: password, second factor, sessions."""
        self.set_unusable_password()
        self.save(update_fields=["password"])
        self.authenticator_set.all().delete()
        self.end_sessions()

    def end_sessions(self):
        """Signs the person out everywhere from the next request on. One query."""
        type(self).objects.filter(pk=self.pk).update(session_epoch=F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])
