"""One place that writes to people."""

import re
from datetime import timedelta

from django.core import mail as outbox
from django.utils import timezone

import pytest

from spilno_pages.notices import actions
from spilno_pages.notices.kinds import GROUPS, KINDS
from spilno_pages.notices.models import Notice, Preferences
from tests import factories

GRANTED = {"level": "житель", "how": "У реєстратора", "day": "1 листопада", "until": "2028"}


@pytest.fixture
def olha(db):
    return factories.user("olha@example.org", first_name="Ольга")


@pytest.fixture
def told(olha, django_capture_on_commit_callbacks):
    def tell(kind="verification.granted", about="x:1", **more):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.notify(olha, kind, about, url="/cabinet/", **(GRANTED | more))

    return tell


def test_a_person_is_told_in_the_inbox_and_by_mail(olha, told, mailoutbox):
    told()

    notice = Notice.objects.get()
    (letter,) = mailoutbox
    assert (notice.user, notice.read_at, notice.mailed_at is None) == (olha, None, False)
    assert letter.to == ["olha@example.org"]
    assert "http://localhost:8000/cabinet/" in letter.body
    assert letter.alternatives[0].mimetype == "text/html"
    assert notice.title in letter.body
    assert notice.title in letter.alternatives[0].content


def test_whoever_is_told_twice_of_one_thing_hears_it_once(told, mailoutbox):
    assert [told(), told(), told(about="x:2")] == [True, False, True]
    assert Notice.objects.count() == len(mailoutbox) == 2


def test_what_is_rolled_back_is_not_told(olha, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        actions.notify(olha, "verification.granted", "x:1", **GRANTED)

    assert len(callbacks) == 1
    assert mailoutbox == []


def test_a_silenced_group_stands_in_the_inbox_without_a_letter(olha, told, mailoutbox):
    actions.prefer(olha, silenced={"roles"})

    told()

    assert Notice.objects.get().by_mail is False
    assert mailoutbox == []


def test_letters_of_safety_cannot_be_silenced(olha, told, mailoutbox):
    actions.prefer(olha, silenced=set(GROUPS))

    told("verification.revoked", reason="Помилка.")

    assert len(mailoutbox) == 1
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers


def test_a_letter_is_in_the_person_s_language(olha, told, mailoutbox):
    actions.prefer(olha, language="en")

    told()

    assert mailoutbox[0].subject == "You are verified: житель"
    assert "http://localhost:8000/en/cabinet/" in mailoutbox[0].body
    assert 'lang="en"' in mailoutbox[0].alternatives[0].content


def test_one_click_stops_the_letters_without_signing_in(olha, told, mailoutbox, client):
    told()
    header = mailoutbox[0].extra_headers
    path = re.search(r"<http://localhost:8000(.+)>", header["List-Unsubscribe"])[1]

    assert header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.get(path).status_code == 200
    assert Preferences.objects.get().silenced == []
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert Preferences.objects.get().silenced == ["roles"]


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "x" * 500])
def test_a_forged_token_is_nobody_s(client, db, token):
    assert client.get(f"/notices/off/{token}/").status_code == 404


def test_mail_that_is_down_loses_nothing(
    olha, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.notices.test_notices.DownBackend"
    with django_capture_on_commit_callbacks(execute=True):
        actions.notify(olha, "verification.granted", "x:1", **GRANTED)
    notice = Notice.objects.get()
    assert notice.mailed_at is None

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.mail_unsent(at=timezone.now() + timedelta(minutes=5)) == 1
    assert actions.mail_unsent(at=timezone.now() + timedelta(minutes=5)) == 0
    assert len(outbox.outbox) == 1


class DownBackend:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_an_old_letter_is_not_sent_late(olha, mailoutbox):
    Notice.objects.create(user=olha, kind="verification.granted", object="x:1", data=GRANTED)

    assert actions.mail_unsent(at=timezone.now() + timedelta(days=3)) == 0


def test_a_letter_of_two_workers_goes_once(olha, mailoutbox):
    notice = Notice.objects.create(
        user=olha, kind="verification.granted", object="x:1", data=GRANTED
    )

    actions.mail.func(notice.pk)
    actions.mail.func(notice.pk)

    assert len(mailoutbox) == 1


def test_nothing_smuggles_a_line_into_the_subject(olha, told, mailoutbox):
    told(level="житель\r\nBcc: evil@example.org")

    assert "\n" not in mailoutbox[0].subject
    assert mailoutbox[0].recipients() == ["olha@example.org"]


def test_what_others_wrote_is_escaped_in_html(olha, told, mailoutbox):
    told("application.returned", organization="<script>alert(1)</script>", reason="<b>x</b>")

    assert "<script>" not in mailoutbox[0].alternatives[0].content


def test_every_kind_has_words_in_both_languages(db):
    for kind in KINDS.values():
        assert kind.group is None or kind.group in GROUPS
        assert str(kind.title)
        assert str(kind.action)
