"""What a reviewer found in polls, each finding with the words or numbers that it was seen by."""

import csv
import io
import json
import re

from django.urls import reverse

from wagtail.blocks import StructBlockValidationError
from wagtail.models import Locale

import pytest

from spilno_blocks.participation import SeveralBlock
from spilno_pages.founding import fresh
from spilno_pages.polls import actions, bulk, tallies, turnout
from spilno_pages.polls.ballot_tags import voter_of
from spilno_pages.polls.models import Answer, Ballot, Participation
from spilno_pages.polls.papers import paper_of

from ..factories import ONE, poll, poll_page, post, resident, user, vote

pytestmark = pytest.mark.django_db
TEXT = ("text", {"text": "Що ще?"})
SURVEY = {"kind": "survey", "min_level": -1}


def read(client, page):
    return client.get(page.url).content.decode()


def sealed(asked):
    bulk.close_soon(asked)
    actions.seal_due()
    asked.refresh_from_db()


def sent(client, asked, step="cast", prefix="", code="1.1"):
    data = {"paper": asked.content_hash, "q1": code}
    return client.post(f"{prefix}/polls/{asked.pk}/{step}/", data)


def text_of(asked):
    return next(question.pk for question in paper_of(asked).questions if question.kind == "text")


def english(page, words, title):
    """A live translation, the words of questions and options put in the order they were written."""
    locale, _made = Locale.objects.get_or_create(language_code="en")
    own = fresh(page.copy_for_translation(locale, copy_parents=True))
    raw = json.loads(json.dumps(list(own.questions.raw_data)))
    raw[0]["value"]["text"], *options = words
    for option, said in zip(raw[0]["value"]["options"], options, strict=True):
        option["value"]["text"] = said
    own.questions, own.title, own.closes_at = json.dumps(raw), title, page.closes_at
    for above in own.get_ancestors().specific():
        if not above.live:
            above.save_revision().publish()
    own.save_revision().publish()
    return fresh(own)


def test_own_words_wait_as_the_numbers_do(client):
    asked = poll(**SURVEY, shown="closed", questions=[ONE, TEXT])
    vote(asked, texts={text_of(asked): "Голос за Вербову"})
    actions.decide_answer(Answer.objects.get(), "shown", by=None)

    assert "Голос за Вербову" not in read(client, asked.page)
    sealed(asked)
    assert "Голос за Вербову" in read(client, asked.page)


def test_each_step_speaks_the_language_of_the_page(sign_in):
    page = poll_page()
    asked, client = page.poll, sign_in(resident(level=3).user)
    english(page, ["Which yard?", "Verbova st", "Mudroho st", "Boulevard"], "Which yard first")

    review, empty = sent(client, asked, "review", "/en"), sent(client, asked, "cast", "/en", "9.9")
    receipt = sent(client, asked, "cast", "/en")

    for step, status in ((review, 200), (empty, 422), (receipt, 200)):
        text = step.content.decode().replace("\xa0", " ")
        assert step.status_code == status
        assert "Which yard?" in text
        assert "Which yard first" in text
        assert "Який двір" not in text
    assert "Який" in sent(client, asked, "review").content.decode()


def test_two_ballots_on_a_page_share_no_id(client):
    first, second = poll(), poll(title="Другий", questions=[ONE, ONE])
    page = post(body=[("poll", {"page": first.page}), ("poll", {"page": second.page})])

    ids = re.findall(r'\bid="([^"]+)"', read(client, page))

    assert len(ids) == len(set(ids))
    assert f"ballot-{first.pk}" in ids
    assert "ballot" not in ids
    assert 'id="ballot"' in read(client, first.page)


def test_parts_that_are_not_told_are_not_called_small(client):
    asked = poll()
    for band in ["18-24", "25-34"]:
        for _each in range(2):
            vote(asked, resident(level=3, age_band=band))
    sealed(asked)

    page = read(client, asked.page)

    assert "5</td>" not in page.replace("\xa0", " ")
    assert turnout.cells({"a": 300, "b": 2}) == [("a", None), ("b", None)]


def test_minors_are_not_counted_among_those_who_may_vote(client):
    from spilno_pages.residents.rules import participation

    asked, young = poll(), resident(level=3, age_band="14-17")

    assert not turnout.entitled(asked).filter(pk=young.pk).exists()
    settings = participation()
    settings.minors_vote = True
    settings.save()
    assert turnout.entitled(asked).filter(pk=young.pk).exists()


def test_no_turnout_is_over_a_hundred_per_cent(client):
    asked = poll()
    for _each in range(3):
        _receipt, person = vote(asked)
        person.user.is_active = False
        person.user.save()
    resident(level=3)

    assert "300,0" not in read(client, asked.page)
    assert turnout.base(asked) == 3


def test_a_survey_of_own_words_alone_does_not_wait_for_the_tenth(client):
    asked, numbers = poll(**SURVEY, shown="always", questions=[TEXT]), poll(shown="always")
    for place in range(11):
        voter = voter_of(resident(level=3), asked)
        actions.cast(asked, voter, [], texts={text_of(asked): f"слово {place}"})

    own, other = read(client, asked.page), read(client, numbers.page)
    sealed(asked)

    notices = re.findall(r'class="notice">([^<]+)', other)
    assert notices
    for text in (own, read(client, asked.page)):
        assert not set(notices) & set(re.findall(r'class="notice">([^<]+)', text))


def test_a_browser_that_answered_is_known_again(client):
    asked = poll(**SURVEY, shown="voted")
    bulk.stuff(asked, 15)

    first = sent(client, asked).content.decode()
    page = read(client, asked.page)
    again = sent(client, asked, code="1.2").content.decode()
    asks = client.get(f"/polls/{asked.pk}/withdraw/")

    assert "відкликати" not in first
    assert "Ваші відповіді зараховано" in page
    assert 'class="bars"' in page
    assert f"/polls/{asked.pk}/withdraw/" in page
    assert "відкликати" in again
    assert asks.status_code == 200
    assert Participation.objects.filter(poll=asked).count() == 16
    assert client.post(f"/polls/{asked.pk}/withdraw/").status_code == 302
    assert Participation.objects.filter(poll=asked).count() == 15
    assert Ballot.objects.filter(poll=asked).count() == 15


def test_what_one_browser_reads_is_kept_for_nobody_else(client, kept_pages):
    from django.test import Client

    asked = poll(**SURVEY)
    sent(client, asked)

    assert "Ваші відповіді зараховано" in read(client, asked.page)
    assert "Ваші відповіді зараховано" not in read(Client(), asked.page)


def test_emptied_bounds_are_waited_for_in_a_draft():
    options = [{"type": "item", "id": each, "value": {"text": each}} for each in "ab"]
    block = SeveralBlock()
    value = block.to_python({"text": "x", "options": options, "least": None, "most": None})

    assert block.clean_deferred(value)["least"] is None
    with pytest.raises(StructBlockValidationError) as error:
        block.clean(value)
    assert set(error.value.block_errors) >= {"least", "most"}


@pytest.mark.parametrize("mode", ["", "guest", "may", "voted", "closed"])
def test_a_draft_with_emptied_bounds_is_previewed(mode):
    options = [{"type": "item", "id": each, "value": {"text": each}} for each in "ab"]
    value = {"text": "x", "options": options, "least": None, "most": None}
    page = poll_page(live=False)
    page.questions = json.dumps([{"type": "several", "id": "q", "value": value}])

    assert page.make_preview_request(preview_mode=mode).status_code == 200
    assert (page.draft().questions[0].least, page.draft().questions[0].most) == (1, 2)


@pytest.mark.parametrize("register", ["poll", "answer", "checkpoint"])
def test_no_cell_of_a_register_is_a_formula(sign_in, register):
    asked = poll(title="=1+1", **SURVEY, questions=[ONE, TEXT])
    vote(asked, texts={text_of(asked): "=HYPERLINK(1)"})
    actions.checkpoint(asked)
    client = sign_in(user(is_superuser=True, is_staff=True))

    file = client.get(f"{reverse(f'spilno_polls_{register}_modeladmin_index')}?export=csv")

    text = b"".join(file.streaming_content).decode()
    assert not re.search(r'(^|,)"?=', text, re.MULTILINE)


def test_no_cell_of_the_published_list_is_a_formula(client):
    question = {"text": "=2+2", "options": [{"text": "=HYPERLINK(1)"}, {"text": "+3"}]}
    asked = poll(kind="named", questions=[("one", question)])
    vote(asked, resident(level=3, name="@SUM(1)"))
    sealed(asked)

    file = client.get(f"/polls/{asked.pk}/results.csv")
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))

    assert rows[0][2:] == ["name", "'=2+2"]
    assert rows[1][2] == "'@SUM(1)"
    assert rows[1][3] in {"'=HYPERLINK(1)", "'+3"}


def test_who_took_part_is_listed_after_the_count_alone(sign_in):
    asked = poll(title="Питання про лави")
    vote(asked)
    client = sign_in(user(is_superuser=True, is_staff=True))
    address = reverse("spilno_polls_participation_modeladmin_index")

    def rows():
        file = client.get(f"{address}?export=csv")
        return b"".join(file.streaming_content).decode().count("Питання про лави")

    assert rows() == 0
    bulk.close_soon(asked)
    assert rows() == 0
    actions.seal_due()
    assert rows() == 1


def test_running_numbers_move_in_steps(monkeypatch):
    monkeypatch.setattr(tallies, "KEPT", 0)
    asked = poll(shown="always")
    bulk.stuff(asked, 10)
    shown = tallies.running(asked)
    assert shown[0] == 10

    people = [vote(asked)[1] for _each in range(4)]
    assert tallies.running(asked) == shown
    vote(asked)
    assert tallies.running(asked)[0] == 15
    actions.withdraw(asked, voter_of(people[0], asked))
    assert tallies.running(asked)[0] == 15
    assert Ballot.objects.count() == 14
