"""What the city tells django-allauth: where people go, what they are told, what letters look like."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allauth.account.adapter import DefaultAccountAdapter

from spilno_pages.limits import client_address

ADMIN = "wagtailadmin.access_admin"
# What a person sees anyway needs no message.
SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The e-mail or the password does not fit. Check both, or sign in with a code from a letter."
        ),
        "too_many_login_attempts": _(
            "Too many attempts that failed. Wait five minutes, or sign in with a code from a letter."
        ),
        "incorrect_code": _("The code does not fit. Check it against the newest letter."),
        "enter_current_password": _("Enter the password that you have now."),
        "incorrect_password": _("The password does not fit."),
        "rate_limited": _("That was too often. Wait a few minutes and try again."),
        "same_email": _("That is the address you have now."),
    }

    def get_client_ip(self, request):
        """The address that limits count by and the list of sessions shows; one rule for the whole site."""
        address = client_address(request)
        return "0.0.0.0" if address == "unknown" else address  # noqa: S104 - a placeholder, nothing listens there

    def get_login_redirect_url(self, request):
        """Those who write for the site go to the admin, all others to the cabinet."""
        return reverse("wagtailadmin_home" if request.user.has_perm(ADMIN) else "cabinet")

    def get_signup_redirect_url(self, request):
        return reverse("cabinet")

    def get_email_verification_redirect_url(self, email_address):
        return reverse("cabinet")

    def get_password_change_redirect_url(self, request):
        return reverse("cabinet-security")

    def add_message(
        self,
        request,
        level,
        message_template=None,
        message_context=None,
        extra_tags="",
        message=None,
    ):
        if message_template not in SILENT:
            super().add_message(
                request, level, message_template, message_context, extra_tags, message
            )

    def format_email_subject(self, subject):
        return subject

    def render_mail(self, template_prefix, email, context, headers=None):
        """Links lead to the site's own address, whatever Host the request claimed."""
        site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
        own = {
            "site_url": site,
            "login_url": site + reverse("account_login"),
            "signup_url": site + reverse("account_signup"),
            "password_reset_url": site + reverse("account_reset_password"),
        }
        return super().render_mail(template_prefix, email, context | own, headers)
