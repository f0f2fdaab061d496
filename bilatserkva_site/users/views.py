"""What allauth does not have: setting the first password by an invitation."""

from django.contrib.auth import views
from django.urls import reverse_lazy


class Invitation(views.PasswordResetConfirmView):
    """The link of an invitation sets the first password; whoever opened it has shown that the address is theirs."""

    template_name = "account/invitation.html"
    success_url = reverse_lazy("account_login")

    def form_valid(self, form):
        answer = super().form_valid(form)
        self.user.confirm_email()
        return answer
