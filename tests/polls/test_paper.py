"""What an editor writes becomes a paper; from the opening on the paper stays, whatever happens to the page."""

import json
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from wagtail.models import Locale, Page

import pytest

from spilno_pages.models import PollPage
from spilno_pages.notices.models import Notice
from spilno_pages.polls import bulk
from spilno_pages.polls.canonical import digest
from spilno_pages.polls.models import Ballot, Option, Participation, Poll, Question
from spilno_pages.polls.papers import paper_of
from spilno_pages.polls.published import paper_in
from spilno_pages.record.models import AuditEvent

from ..factories import ONE, editor, fresh, poll, poll_page, representative, vote

pytestmark = pytest.mark.django_db
REFUSAL = "За цим бюлетенем уже голосують"
SOON = timedelta(days=2)
YESNO = ("yesno", {"text": "Закрити дорогу?"})


def soon():
    return timezone.now() + SOON


def moment(at):
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def form_data(page, **changes):
    """What the editor's form of a poll sends, as it stands."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "kind": page.kind,
        "min_level": page.min_level,
        "audience": page.audience_id or "",
        "shown": page.shown,
        "opens_at": moment(page.opens_at),
        "closes_at": moment(page.closes_at),
        "purpose": "null",
        "arguments_for": "null",
        "arguments_against": "null",
        "outcome": "null",
        "outcome_url": "",
        "body-count": "0",
        "documents-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "questions-count": len(page.questions),
    }
    if page.allow_change:
        data["allow_change"] = "on"
    for number, child in enumerate(page.questions):
        name = f"questions-{number}"
        data |= {
            f"{name}-type": child.block_type,
            f"{name}-id": child.id,
            f"{name}-order": number,
            f"{name}-deleted": "",
            f"{name}-value-text": child.value["text"],
            f"{name}-value-help": child.value["help"] or "",
        }
        options = child.value.get("options")
        if options is None:
            continue
        data[f"{name}-value-options-count"] = len(options)
        for place, bound in enumerate(options.bound_blocks):
            own = f"{name}-value-options-{place}"
            data |= {
                f"{own}-id": bound.id,
                f"{own}-order": place,
                f"{own}-deleted": "",
                f"{own}-value-text": bound.value["text"],
                f"{own}-value-help": bound.value["help"] or "",
                f"{own}-value-cost": bound.value["cost"] or "",
                f"{own}-value-page": "",
            }
    return data | changes


def edit(client, page, **changes):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, form_data(page, **changes) | {"action-publish": "1"})


def test_publishing_lays_the_paper_and_names_its_hash():
    asked = poll(questions=[ONE, YESNO])

    questions = Question.objects.filter(poll=asked)

    assert [question.text for question in questions] == ["Який двір?", "Закрити дорогу?"]
    assert [option.text for option in questions[1].options.all()] == ["Так", "Ні", "Утримуюся"]
    assert asked.content_hash == digest(paper_in(asked))
    assert asked.revision == asked.page.live_revision_id
    assert AuditEvent.objects.filter(act="poll.issued").count() == 1


def test_the_order_of_options_is_drawn_by_the_key_and_an_abstention_stands_last():
    asked = poll()

    options = list(Option.objects.filter(question__poll=asked))

    drawn = sorted(options[:3], key=lambda option: digest(f"{asked.key}|{option.block_id}"))
    assert [option.text for option in drawn] == [option.text for option in options[:3]]
    assert (options[3].text, options[3].is_abstention) == ("Утримуюся", True)


def test_a_survey_has_no_abstention():
    asked = poll(kind="survey", min_level=0, questions=[ONE, YESNO])

    assert not Option.objects.filter(question__poll=asked, is_abstention=True).exists()


def test_before_the_opening_the_paper_is_laid_anew():
    page = poll_page(opens_at=soon())
    before = page.poll

    page.questions[0].value["text"] = "Котрий двір?"
    page.save_revision().publish()

    after = fresh(page).poll
    assert after.pk == before.pk
    assert after.content_hash != before.content_hash
    assert Question.objects.get().text == "Котрий двір?"


def test_from_the_opening_on_a_published_change_leaves_the_paper_and_is_told(editor_account):
    page = poll_page()
    before = page.poll
    page.questions[0].value["text"] = "Котрий двір?"
    page.save_revision(user=editor_account).publish()

    after = fresh(page).poll
    assert after.content_hash == before.content_hash
    assert Question.objects.get().text == "Який двір?"
    assert Notice.objects.filter(user=editor_account, kind="poll.slipped").count() == 1
    assert AuditEvent.objects.filter(act="poll.slipped").count() == 1


@pytest.fixture
def editor_account(db):
    return editor()


@pytest.fixture
def desk(editor_account, sign_in):
    return sign_in(editor_account)


CHANGES = [
    ("question", {"questions-0-value-text": "Котрий двір?"}),
    ("option", {"questions-0-value-options-0-value-text": "Інша вулиця"}),
    ("title", {"title": "Інша назва"}),
    ("kind", {"kind": "named"}),
    ("level", {"min_level": "2"}),
    ("change", {"allow_change": ""}),
    ("results", {"shown": "always"}),
    ("opening", {"opens_at": "2030-01-01 10:00", "closes_at": "2030-02-01 10:00"}),
    ("end", {"closes_at": "2030-01-01 10:00"}),
]


@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[row[0] for row in CHANGES])
def test_an_open_poll_s_form_refuses_to_change_the_paper(desk, what, change):
    page = poll_page()
    before = page.poll

    answer = edit(desk, page, **change)

    assert answer.status_code == 200
    # An error of a StreamField goes to the page as JSON.
    assert REFUSAL in answer.content.decode().replace(json.dumps(REFUSAL).strip('"'), REFUSAL)
    after = fresh(page).poll
    assert (after.content_hash, after.closes_at) == (before.content_hash, before.closes_at)


def test_an_open_poll_s_form_lets_the_words_around_the_paper_change(desk):
    page = poll_page()

    answer = edit(desk, page, summary="Коротко, ще раз.")

    assert answer.status_code == 302
    assert fresh(page).summary == "Коротко, ще раз."
    assert not AuditEvent.objects.filter(act="poll.slipped").exists()


def test_before_the_opening_the_form_changes_all_of_it(desk):
    page = poll_page(opens_at=soon())

    answer = edit(desk, page, title="Котрий двір?", **{"questions-0-value-text": "Котрий?"})

    assert answer.status_code == 302
    assert fresh(page).poll.title == "Котрий двір?"
    assert Question.objects.get().text == "Котрий?"


FAULTS = [
    ("a vote for anyone", {"min_level": "0"}),
    ("nobody's question", {"questions-count": "0"}),
    ("one option", {"questions-0-value-options-count": "1"}),
    ("the same option twice", {"questions-0-value-options-1-value-text": "вербова "}),
    ("an empty question", {"questions-0-value-text": ""}),
    ("closes before it opens", {"closes_at": "2020-01-01 10:00"}),
    ("no end", {"closes_at": ""}),
    ("not a moment", {"closes_at": "99.99.9999"}),
]


@pytest.mark.parametrize(("what", "change"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_faulty_paper_is_not_published(desk, what, change):
    page = poll_page(opens_at=soon())
    before = page.poll

    answer = edit(desk, page, **change)

    assert answer.status_code == 200
    assert fresh(page).poll.content_hash == before.content_hash


def test_a_stale_draft_takes_back_neither_an_extended_term_nor_an_outcome():
    from spilno_pages.polls.actions import extend

    page = poll_page()
    stale = page.save_revision()
    later = page.poll.closes_at + timedelta(days=3)
    extend(page.poll, later, "Свята: люди не встигли.", by=None)
    fresh(page).decide(outcome="<p>Вирішено.</p>")

    stale.publish()

    page = fresh(page)
    assert page.poll.closes_at == page.closes_at == later
    assert page.outcome == "<p>Вирішено.</p>"
    assert not AuditEvent.objects.filter(act="poll.slipped").exists()


def test_a_copy_starts_with_nothing():
    asked = poll()
    vote(asked)

    copy = fresh(asked.page).copy(update_attrs={"slug": "kopiia", "title": "Копія"}, keep_live=True)

    assert copy.specific.opens_at is None
    assert copy.specific.closes_at is None
    assert Poll.objects.count() == 1
    assert Participation.objects.count() == 1


def test_a_copy_that_is_published_is_a_poll_of_its_own():
    asked = poll()
    vote(asked)
    copy = fresh(asked.page).copy(
        update_attrs={"slug": "kopiia", "title": "Копія", "live": False}, keep_live=False
    )
    copy = copy.specific
    copy.closes_at = soon()
    copy.save_revision().publish()

    other = fresh(copy).poll
    assert other.pk != asked.pk
    assert Ballot.objects.filter(poll=other).count() == 0
    assert paper_of(other).questions[0].text == "Який двір?"


def test_moving_and_unpublishing_and_publishing_again_touch_no_votes(rosj):
    from spilno_pages.models import PollIndexPage

    from ..factories import container

    asked = poll()
    vote(asked)
    before = asked.content_hash

    fresh(asked.page).move(container(PollIndexPage, rosj), pos="last-child")
    fresh(asked.page).unpublish()
    fresh(asked.page).save_revision().publish()

    asked = fresh(asked.page).poll
    assert asked.content_hash == before
    assert Ballot.objects.count() == Participation.objects.count() == 1


def test_a_translation_shows_the_poll_of_its_source(client):
    english, _made = Locale.objects.get_or_create(language_code="en")
    asked = poll()
    for page in (*asked.page.get_ancestors().filter(depth__gt=1), asked.page):
        twin = Page.objects.get(pk=page.pk).specific.copy_for_translation(english)
        if isinstance(twin, PollPage):
            twin.title = "Which yard first?"
            twin.questions[0].value["text"] = "Which yard?"
        twin.save_revision().publish()

    page = client.get(PollPage.objects.get(locale=english).url)

    assert Poll.objects.count() == 1
    assert "Which yard?" in page.content.decode()
    assert "abstain" in page.content.decode()
    assert f"/en/polls/{asked.pk}/review/" in page.content.decode()


def test_an_alias_shows_the_poll_of_its_source(client):
    asked = poll()

    alias = fresh(asked.page).create_alias(update_slug="alias")

    assert Poll.objects.count() == 1
    assert f"/polls/{asked.pk}/review/" in client.get(alias.url).content.decode()


def test_a_page_with_a_vote_is_not_deleted(desk):
    asked = poll()
    vote(asked)
    home = asked.page.get_parent()

    for page in (asked.page, home):
        answer = desk.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert answer.status_code == 302
    desk.post(f"/admin/bulk/wagtailcore/page/delete/?id={asked.page.pk}")

    assert PollPage.objects.filter(pk=asked.page.pk).exists()
    assert Ballot.objects.count() == 1


def test_a_page_that_goes_past_the_admin_leaves_the_record():
    asked = poll()
    vote(asked)

    fresh(asked.page).delete()

    asked = Poll.objects.get()
    assert asked.page is None
    assert Ballot.objects.count() == 1
    bulk.close_soon(asked)
    from spilno_pages.polls.actions import seal_due

    assert seal_due() == 1


def test_a_poll_that_has_not_opened_goes_with_its_page(desk):
    page = poll_page(opens_at=soon())

    desk.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not PollPage.objects.filter(pk=page.pk).exists()


def test_an_organization_lays_nothing_by_itself(rosj, sign_in):
    from spilno_pages.models import PollIndexPage

    from ..factories import container

    person = representative(rosj)
    client = sign_in(person)
    index = container(PollIndexPage, rosj)
    page = poll_page(organization=rosj, live=False, owner=person)

    answer = edit(client, page)
    added = client.get(
        reverse("wagtailadmin_pages:add", args=["spilno_pages", "pollpage", index.pk])
    )

    assert added.status_code == 200
    assert answer.status_code in {200, 302}
    assert not fresh(page).live
    assert not Poll.objects.exists()
    for act in ("extend", "cancel"):
        assert client.get(f"/admin/polls/{page.pk}/{act}/").status_code in {302, 403}
