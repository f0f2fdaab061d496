"""A resident proposes a question to the city: through the council's review to an open discussion with a summary."""

import json
import re

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from wagtail.models import Page

import pytest

from spilno_pages.cabinet.actions import erase
from spilno_pages.discussion.models import Comment
from spilno_pages.models import DiscussionPage
from spilno_pages.notices.models import Notice
from spilno_pages.submissions import actions
from spilno_pages.submissions.models import Proposal
from tests import factories
from tests.submissions.test_application import decide

PROPOSE = "/apply/discussion/"
DATA = {
    "title": "Чи гасити світло після півночі?",
    "summary": "Струму бракує, а порожнім вулицям світло не потрібне.",
    "about": "Ліхтарів шість тисяч.\n\nПрошу рахувати разом.",
}


@pytest.fixture
def olha(db):
    return factories.resident(name="Ольга Д.").user


@pytest.fixture
def proposed(olha, sign_in):
    sign_in(olha).post(PROPOSE, DATA)
    return Proposal.objects.get()


def kinds(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_proposal_is_a_draft_that_nobody_sees(olha, proposed, client):
    page = proposed.page.specific

    assert (type(page), page.live, page.owner) == (DiscussionPage, False, olha)
    assert "Прошу рахувати разом." in str(page.body)
    assert "empty" in client.get("/spilno/obhovorennia/").content.decode()
    assert kinds(olha) == ["proposal.sent"]


def test_approved_it_is_open_to_everyone_and_names_who_asks(olha, proposed, sign_in, client):
    decide(proposed, "approve")

    proposed.refresh_from_db()
    html = client.get(proposed.page.url).content.decode()
    assert proposed.state == "approved"
    assert "Пропонує Ольга Д." in html
    for where in ("/spilno/obhovorennia/", "/spilno/"):
        assert f'href="{proposed.page.url}"' in client.get(where).content.decode()
    assert kinds(olha) == ["proposal.sent", "proposal.approved"]
    factories.comment(proposed.page.specific)
    assert "1 коментар" in client.get("/spilno/obhovorennia/").content.decode()


def test_returned_it_is_changed_and_sent_again(olha, proposed, sign_in):
    decide(proposed, "reject", comment="Назвіть вулиці.")
    client, url = sign_in(olha), reverse("cabinet-proposal", args=[proposed.pk])

    assert "Назвіть вулиці." in client.get("/cabinet/").content.decode()
    form = client.get(url).content.decode()
    client.post(url, DATA | {"title": "Чи гасити світло на Зарічній?"})

    proposed = Proposal.objects.get()
    assert "Прошу рахувати разом." in form
    assert proposed.state == "review"
    assert proposed.page.title == "Чи гасити світло на Зарічній?"
    assert kinds(olha) == ["proposal.sent", "proposal.returned"]


def test_it_is_taken_back_while_nobody_has_decided(olha, proposed, sign_in):
    stale = Proposal.objects.get()
    sign_in(olha).post(reverse("proposal-withdraw", args=[proposed.pk]))
    assert not DiscussionPage.objects.exists()

    sign_in(olha).post(PROPOSE, DATA)
    again = Proposal.objects.get()
    decide(again, "approve")
    factories.comment(again.page.specific)
    stale.pk = again.pk
    with pytest.raises(PermissionDenied):
        actions.withdraw(stale, olha)

    assert Comment.objects.count() == 1


def test_a_stranger_sees_and_changes_nothing_of_it(proposed, sign_in):
    stranger = sign_in(factories.resident().user)

    for name in ("cabinet-proposal", "proposal-withdraw"):
        assert stranger.post(reverse(name, args=[proposed.pk]), DATA).status_code == 404
    assert Proposal.objects.exists()


def test_three_are_open_at_once_and_the_council_opens_its_own(olha, proposed, sign_in):
    client = sign_in(olha)
    for number in range(3):
        client.post(PROPOSE, DATA | {"title": f"Запитання {number}?"})
    editor = factories.editor()
    sign_in(editor).post(PROPOSE, DATA)

    assert Proposal.objects.count() == 3


def test_whoever_leaves_takes_an_undecided_proposal_along(olha, proposed):
    erase(olha)

    assert not DiscussionPage.objects.exists()


def test_a_published_one_stays_without_the_name(olha, proposed, client):
    decide(proposed, "approve")

    erase(olha)

    html = client.get(DiscussionPage.objects.get().url).content.decode()
    assert DATA["title"] in html
    assert "Ольга Д." not in html


@pytest.mark.parametrize("field", ["title", "summary"])
@pytest.mark.parametrize("size", [100_000])
def test_too_much_is_refused_in_words(olha, sign_in, field, size):
    answer = sign_in(olha).post(PROPOSE, DATA | {field: "ї" * size})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202eоп\u200b"],
)
def test_no_title_becomes_markup(olha, sign_in, client, text):
    sign_in(olha).post(PROPOSE, {name: f"{text} {value}" for name, value in DATA.items()})
    decide(Proposal.objects.get(), "approve")
    page = Page.objects.get(title__contains="Чи гасити")

    answers = [
        client.get(url)
        for url in (page.url, "/spilno/obhovorennia/", "/spilno/", f"/discussion/{page.pk}/feed/")
    ]
    answers.append(sign_in(factories.editor()).get(f"/admin/pages/{page.pk}/edit/"))

    for answer in answers:
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "\u202e" not in html
        for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S):
            json.loads(found)
