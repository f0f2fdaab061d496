"""What has served its purpose and names people goes by itself."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from allauth.usersessions.models import UserSession

from bilatserkva_site.users.models import User
from bilatserkva_site.users.receivers import forget as forget_accounts
from spilno_pages.provisioning import actions as people
from spilno_pages.residents import actions
from spilno_pages.residents.models import DeskCode
from spilno_pages.submissions.models import AccessibilityReport
from spilno_pages.ticks import tick
from tests import factories


def test_codes_invitations_and_addresses_go_with_their_time(rosj):
    code = actions.desk_code(factories.resident())
    invitation = people.ask(
        factories.workspace(rosj), "new@example.org", by=factories.representative(rosj)
    )
    report = AccessibilityReport.objects.create(problem="x", reply_to="a@example.org")
    tick()
    assert DeskCode.objects.exists()
    assert factories.workspace(rosj).invitations.exists()

    yesterday = timezone.now() - timedelta(days=1)
    for row in (code, invitation):
        type(row).objects.update(expires_at=yesterday)
    AccessibilityReport.objects.update(made_at=timezone.now() - timedelta(days=366))
    tick()

    report.refresh_from_db()
    assert report.reply_to == ""
    assert not DeskCode.objects.exists()
    assert not factories.workspace(rosj).invitations.exists()


def test_ended_sessions_take_their_addresses_along(client, db):
    person = factories.user("a@example.org")
    person.confirm_email()
    client.post("/account/login/", {"login": person.email, "password": "password"})
    forget_accounts()
    assert UserSession.objects.count() == 1

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_accounts()

    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_an_unconfirmed_sign_up_goes_after_a_week_and_nobody_else(client, rosj):
    data = {"name": "Ольга Д.", "email": "olha@example.org", "agreed": "on"}
    client.post("/account/signup/", data)
    invited = factories.representative(rosj)
    confirmed = factories.user("b@example.org")
    confirmed.confirm_email()
    User.objects.update(date_joined=timezone.now() - timedelta(days=6))
    forget_accounts()
    assert User.objects.filter(email="olha@example.org").exists()

    User.objects.update(date_joined=timezone.now() - timedelta(days=8))
    forget_accounts()

    assert set(User.objects.all()) == {invited, confirmed}
