"""Signing in and out, and setting a password by a link from a letter."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import views
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from .forms import LoginForm

ADMIN = "wagtailadmin.access_admin"


class Login(views.LoginView):
    authentication_form = LoginForm
    template_name = "account/login.html"

    def dispatch(self, request, *args, **kwargs):
        if request.method == "GET" and request.user.is_authenticated:
            return self.already_in(request)
        return super().dispatch(request, *args, **kwargs)

    def already_in(self, request):
        """Someone signed in who is sent here from the admin has no right to it: say so instead of asking again."""
        wanted = self.get_redirect_url()
        if wanted.startswith(reverse("wagtailadmin_home")) and not request.user.has_perm(ADMIN):
            return render(request, "account/no_admin.html", status=403)
        return redirect(self.get_success_url())


@method_decorator(never_cache, name="dispatch")
class Logout(views.LogoutView):
    next_page = "/"


@never_cache
def after_login(request):
    """Sends those who write to the admin, all others to the front page."""
    return redirect("wagtailadmin_home" if request.user.has_perm(ADMIN) else "/")


class PasswordReset(views.PasswordResetView):
    template_name = "account/password.html"
    email_template_name = "account/mail/password.txt"
    subject_template_name = "account/mail/password_subject.txt"
    success_url = reverse_lazy("account:password-sent")

    @property
    def extra_email_context(self):
        """The link leads to the site's own address, whatever Host the request claimed."""
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        return {"protocol": address.scheme, "domain": address.netloc}


class PasswordResetSent(views.PasswordResetDoneView):
    template_name = "account/password_sent.html"


class PasswordSet(views.PasswordResetConfirmView):
    template_name = "account/password_set.html"
    success_url = reverse_lazy("account:password-done")


class PasswordDone(views.PasswordResetCompleteView):
    template_name = "account/password_done.html"
