"""What is shown of a poll, to whom, when: never a choice before its time, never who chose it."""

import json
from datetime import timedelta
from time import sleep

from django.utils import timezone

import pytest

from spilno_pages.polls import actions, bulk
from spilno_pages.polls.turnout import cells
from spilno_pages.templatetags.spilno_polls import per_cent

from ..factories import ONE, fresh, poll, poll_page, post, resident, vote

pytestmark = pytest.mark.django_db
BARS = 'class="bars"'
YESNO = ("yesno", {"text": "Закрити дорогу?"})
SCALE = ("scale", {"text": "Чи безпечно?", "low": "ні", "high": "цілком"})
TEXT = ("text", {"text": "Що ще?"})


def read(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("shown", "guest", "voter"),
    [("closed", False, False), ("voted", False, True), ("always", True, True)],
)
def test_running_results_are_shown_as_configured(client, sign_in, shown, guest, voter):
    asked, person = poll(shown=shown), resident(level=3)
    bulk.stuff(asked, 12)
    vote(asked, person)

    assert (BARS in read(client, asked.page)) is guest
    assert (BARS in read(sign_in(person.user), asked.page)) is voter
    assert (BARS in read(sign_in(resident(level=3).user), asked.page)) is guest


def test_running_results_wait_for_the_tenth_ballot(client):
    asked = poll(shown="always")
    bulk.stuff(asked, 9)

    assert BARS not in read(client, asked.page)


def test_between_the_close_and_the_count_nobody_sees_numbers(client):
    asked = poll(shown="always")
    bulk.stuff(asked, 12)
    bulk.close_soon(asked)

    assert BARS not in read(client, asked.page)


def test_the_result_says_numbers_shares_turnout_and_its_base(client):
    voters = [resident(level=3) for _each in range(4)]
    asked = poll(questions=[YESNO])
    for person, code in zip(voters, ("1.1", "1.1", "1.1", "1.2"), strict=True):
        vote(asked, person, code)
    resident(level=3)
    bulk.close_soon(asked)
    actions.seal_due()

    page = read(client, asked.page).replace("\xa0", " ")

    assert "3 · 75,0 %" in page
    assert "1 · 25,0 %" in page
    assert '<b class="number">4</b> <span>із 5' in page or '<b class="number">4</b>' in page
    assert "80,0 %" in page
    assert asked.content_hash in page


@pytest.mark.parametrize(
    ("value", "said"),
    [(100 * 14 / 23, "60,9"), (100 * 8 / 23, "34,8"), (6.25, "6,3"), (0, "0,0"), (100, "100,0")],
)
def test_per_cent_is_rounded_and_not_cut_off(value, said):
    assert per_cent(value) == f"{said}\u00a0%"


def test_partial_results_are_in_no_api_search_or_listing(client):
    asked = poll()
    bulk.stuff(asked, 12)
    counts = json.dumps(dict(actions_tally(asked)))

    for address in (
        f"/api/v2/pages/{asked.page.pk}/?fields=*",
        "/api/v2/pages/?type=spilno_pages.PollPage&fields=*",
        "/search/?q=двір",
        asked.page.get_parent().url,
        f"/polls/{asked.pk}/results.json",
        f"/polls/{asked.pk}/results.csv",
    ):
        text = client.get(address).content.decode()
        assert counts not in text
        assert BARS not in text
        assert "spilno_poll" not in text.replace("spilno_pages.PollPage", "")


def actions_tally(asked):
    from spilno_pages.polls.tallies import tally

    return tally(asked)


@pytest.mark.parametrize("file", ["results.json", "results.csv"])
def test_the_list_is_published_after_the_sealing_alone(client, file):
    asked = poll()
    vote(asked)
    assert client.get(f"/polls/{asked.pk}/{file}").status_code == 404
    bulk.close_soon(asked)
    assert client.get(f"/polls/{asked.pk}/{file}").status_code == 404
    actions.seal_due()

    answer = client.get(f"/polls/{asked.pk}/{file}")

    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer["Content-Disposition"]


def test_the_program_and_the_key_are_there_for_everyone(client):
    from spilno_pages.polls import keys

    program = b"".join(client.get("/polls/recount.py").streaming_content).decode()

    assert program.startswith("#!/usr/bin/env python3")
    assert "import django" not in program
    assert client.get("/polls/public-key.txt").content.decode().strip() == keys.public_key()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"a": 9, "b": 7}, [("a", 9), ("b", 7)]),
        ({"a": 9, "b": 3, "c": 7}, [("a", 9), ("b", None), ("c", None)]),
        ({"a": 9, "b": 3, "c": 2}, [("a", None), ("b", None), ("c", None)]),
        ({"a": 300, "b": 1, "c": 1}, [("a", None), ("b", None), ("c", None)]),
        ({"a": 9, "b": 4, "c": 4}, [("a", 9), ("b", None), ("c", None)]),
        ({"a": 9, "b": 0}, [("a", 9), ("b", 0)]),
        ({"a": 3}, [("a", None)]),
        ({}, []),
    ],
    ids=str,
)
def test_small_parts_of_the_turnout_are_not_told(rows, told):
    assert cells(rows) == told


def test_a_scale_has_an_average(client):
    asked = poll(kind="survey", min_level=0, shown="always", questions=[SCALE])
    for code in ("1.1", "1.5", "1.5"):
        vote(asked, resident(), code)
    bulk.close_soon(asked)
    actions.seal_due()

    assert '<b class="number">3,7</b>' in read(client, asked.page)


def test_answers_in_own_words_are_shown_when_an_editor_has_read_them(client, sign_in):
    from spilno_pages.polls.models import Answer

    from ..factories import editor

    asked = poll(kind="survey", min_level=0, shown="always", questions=[ONE, TEXT])
    question = asked.questions.get(kind="text")
    vote(asked, resident(), texts={question.pk: "Більше лавок <script>alert(1)</script>"})
    assert "лавок" not in read(client, asked.page)
    desk, answer = sign_in(editor()), Answer.objects.get()

    listing = desk.get("/admin/spilno_polls/answer/").content.decode()
    form = desk.get(f"/admin/polls/answers/{answer.pk}/")
    done = desk.post(f"/admin/polls/answers/{answer.pk}/", {"show": "1"})

    assert "Більше лавок" in listing
    assert (form.status_code, done.status_code) == (200, 302)
    page = read(client, asked.page)
    assert "Більше лавок &lt;script&gt;" in page
    desk.post(f"/admin/polls/answers/{answer.pk}/", {"hide": "1"})
    assert "лавок" not in read(client, asked.page)


def test_a_survey_without_an_account_counts_a_browser_once(client):
    asked = poll(kind="survey", min_level=-1)
    sent = {"paper": asked.content_hash, "q1": "1.1"}

    first = client.post(f"/polls/{asked.pk}/cast/", sent)
    second = client.post(f"/polls/{asked.pk}/cast/", sent)

    assert (first.status_code, second.status_code) == (200, 200)
    assert asked.ballots.count() == asked.participations.count() == 1
    assert "Це не є голосуванням" in read(client, asked.page)


def test_a_survey_lets_questions_be_left_out_but_not_all(sign_in):
    asked = poll(kind="survey", min_level=0, questions=[ONE, YESNO, TEXT])
    client = sign_in(resident().user)

    none = client.post(f"/polls/{asked.pk}/cast/", {"paper": asked.content_hash})
    some = client.post(f"/polls/{asked.pk}/cast/", {"paper": asked.content_hash, "q2": "2.1"})

    assert (none.status_code, some.status_code) == (422, 200)
    assert asked.ballots.get().choices == {"2.1": 1}


def test_the_ballot_stands_inside_any_page_that_an_editor_chooses(client):
    asked = poll()
    story = [("poll", {"intro": "Що скажете?", "page": asked.page})]
    own, gone = post(title="Допис", body=story), post(title="Порожньо", body=story)

    page = read(client, fresh(own))

    assert "Що\xa0скажете?" in page
    assert f'action="/polls/{asked.pk}/review/"' in page
    fresh(asked.page).unpublish()
    assert "Що\xa0скажете?" not in read(client, fresh(gone))


def test_a_page_that_shows_itself_as_a_block_has_one_ballot(client):
    asked = poll()
    page = fresh(asked.page)
    page.body = [("poll", {"intro": "", "page": page})]
    page.save_revision().publish()

    assert read(client, fresh(page)).count(f'action="/polls/{asked.pk}/review/"') == 1


def test_a_page_that_shows_a_poll_twice_has_one_ballot(client):
    asked = poll()
    story = ("poll", {"intro": "", "page": asked.page})
    page = fresh(post(body=[story, story]))

    for _each in range(2):
        assert read(client, page).count(f'action="/polls/{asked.pk}/review/"') == 1


def test_the_list_begins_with_what_is_open_then_what_comes_then_what_is_over(client):
    now = timezone.now()
    week = timedelta(days=7)
    over = poll(title="Закрите")
    bulk.close_soon(over)
    soon = poll(title="Майбутнє", opens_at=now + timedelta(days=1), closes_at=now + week)
    poll(title="Відкрите", closes_at=now + 2 * week)

    page = read(client, soon.page.get_parent())

    assert page.index("Відкрите</a>") < page.index("Майбутнє</a>") < page.index("Закрите</a>")


def test_the_list_shows_open_polls_first_and_their_turnout(client):
    over = poll(title="Закрите питання")
    bulk.stuff(over, 3)
    bulk.close_soon(over)
    actions.seal_due()
    asked = poll(title="Відкрите питання")

    page = read(client, asked.page.get_parent())

    assert page.index("Відкрите питання") < page.index("Закрите питання")
    assert (
        "Закрите питання"
        in client.get(f"{asked.page.get_parent().url}?when=closed").content.decode()
    )
    assert (
        "Відкрите питання"
        not in client.get(f"{asked.page.get_parent().url}?when=closed").content.decode()
    )


@pytest.mark.parametrize("number", [2, 20])
def test_the_list_costs_the_same_however_long(
    client, number, django_assert_max_num_queries, kept_pages
):
    for place in range(number):
        poll(title=f"Питання {place}")
    index = poll_page(title="Останнє").get_parent()
    client.get(index.url)

    with django_assert_max_num_queries(17):
        client.get(f"{index.url}?when=open")


@pytest.mark.parametrize("mode", ["", "guest", "may", "voted", "closed"])
@pytest.mark.parametrize("live", [True, False])
def test_each_preview_shows_the_poll_in_its_state(sign_in, mode, live):
    page = poll_page(live=live, owner=None, questions=[ONE, YESNO, SCALE])

    response = page.make_preview_request(preview_mode=mode)

    assert response.status_code == 200
    text = response.content.decode()
    assert (BARS in text) is (mode == "closed")


def test_the_cabinet_names_open_polls_and_where_one_took_part(sign_in):
    asked, done, person = (
        poll(title="Чекає на голос"),
        poll(title="Уже проголосовано"),
        resident(level=3),
    )
    vote(done, person)
    client = sign_in(person.user)

    home, own = (
        client.get("/cabinet/").content.decode(),
        client.get("/cabinet/votes/").content.decode(),
    )

    assert asked.title in home
    assert done.title not in home
    assert done.title in own
    assert asked.title not in own


def test_a_kept_page_is_worth_nothing_after_the_close(client, kept_pages):
    asked = poll(closes_at=timezone.now() + timedelta(seconds=2))
    assert "Перевірити голос" in read(client, asked.page)

    sleep(2.1)

    assert "Перевірити голос" not in read(client, asked.page)
