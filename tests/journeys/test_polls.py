"""Voting as people do it: each journey once by mouse without JavaScript, once by keyboard alone."""

import json
import re
import subprocess
import sys
from datetime import timedelta

from django.utils import timezone

import pytest
from playwright.sync_api import expect

from .looks import WIDTHS, wrong
from .test_discussion import BOTH, people  # noqa: F401 - fixtures
from .test_residents import reach, sign_up

YARD = "/spilno/holosuvannia-y-opytuvannia/yakyi-dvir-oblashtuvaty-pershym/"
BANK = (
    "/spilno/holosuvannia-y-opytuvannia/naberezhna-za-chovnovoiu-stantsiieiu-shcho-zrobyty-pershym/"
)
BOOKS = "/spilno/orhanizatsii/dzvonyk/holosuvannia/yakykh-knyzhok-brakuie-v-ukrytti/"
NEWS = "/novyny/proiekt-biudzhetu-na-2027-rik-shcho-v-nomu-ye-i-yak-yoho-zminyty/"
NEXT = ".ballot button[type=submit]"
CAST = "main form button[type=submit]:has-text('Подати')"


def code_on(page):
    return page.inner_text("#code")


@BOTH
def test_a_resident_votes_changes_withdraws_and_votes_anew(people, hands):  # noqa: F811
    voter = people("resident")
    page = voter.page

    page.goto(YARD)
    voter.choose("q1", "1.2")
    voter.press(NEXT)
    assert "Перевірте голос" in page.inner_text("h1")
    chosen = page.inner_text(".said-list dd")
    voter.press(CAST)
    assert "Ваш голос зараховано" in page.inner_text("h1").replace("\u00a0", " ")
    first = code_on(page)
    assert re.fullmatch(r"([A-Z2-7]{4}-){6}[A-Z2-7]{2}", first)

    page.goto(YARD)
    assert "Ваш голос зараховано" in page.inner_text("main").replace("\u00a0", " ")
    assert chosen not in page.inner_text("main .notice >> nth=0")
    open_the_ballot(voter)
    voter.choose("q1", "1.3")
    voter.press(NEXT)
    voter.press(CAST)
    assert "Ваш голос змінено" in page.inner_text("h1").replace("\u00a0", " ")
    assert code_on(page) != first

    voter.press("a:has-text('Назад до сторінки голосування')")
    voter.press("a:has-text('Відкликати')")
    voter.press("main form button[type=submit]")
    expect(page).to_have_url(re.compile(re.escape(YARD)))
    assert "відкликано" in page.inner_text("main")
    assert page.locator(NEXT).count() == 1


def open_the_ballot(voter):
    if voter.javascript:
        reach(voter.page, "#ballot summary")
        voter.page.keyboard.press("Enter")
    else:
        voter.page.click("#ballot summary")


@BOTH
def test_a_visitor_is_told_why_signs_in_and_comes_back_to_the_ballot(visit, city, hands):
    guest = hands(visit(width=320, javascript=hands.javascript))
    page = guest.page
    page.goto(YARD)

    guest.choose("q1", "1.1")
    guest.press(NEXT)
    assert "Ваш голос не прийнято" in page.inner_text("h1").replace("\u00a0", " ")
    guest.press("main a:has-text('Увійти')")
    guest.write("[name=login]", "resident@spilno.example")
    guest.write("[name=password]", city.password)
    guest.press("main button[type=submit]")

    expect(page).to_have_url(re.compile(re.escape(YARD)))
    assert page.locator(".ballot :checked").count() == 0


def test_verification_lies_inside_the_path_and_leads_back_to_the_ballot(visit, city):
    page = visit(width=375, javascript=False)
    sign_up(page, city, "ballot@example.org", "Новий Житель")
    page.goto(YARD)
    assert page.locator(NEXT).count() == 0

    page.click("main .notice a:has-text('Підтвердити')")
    page.click("text=Перейти на id.gov.ua")
    page.click("text=Андрій Клименко, 1978")

    expect(page).to_have_url(re.compile(re.escape(YARD)))
    assert "проживання в громаді ще ні" in page.inner_text("main")
    # One person has one account: other journeys need this person, too.
    page.goto("/cabinet/data/erase/")
    page.check("[name=sure]")
    page.click("main form[novalidate] button[type=submit]")
    expect(page).to_have_url(re.compile("/cabinet/erased/$"))


@BOTH
def test_a_survey_is_answered_in_part_and_an_error_keeps_what_was_chosen(people, hands):  # noqa: F811
    voter = people("expert", 320)
    page = voter.page
    page.goto(BOOKS)
    if page.locator("#ballot summary").count():
        page.click("#ballot summary")

    voter.press(NEXT)
    assert page.title().startswith("Помилка:")
    voter.choose("q1", "1.4")
    voter.press(NEXT)
    assert "Перевірте відповіді" in page.inner_text("h1")
    voter.press("main form button[type=submit]:has-text('Обрати інакше')")
    assert page.locator(".ballot :checked").count() == 1
    voter.press(NEXT)
    voter.press("main form button[type=submit] >> nth=0")

    assert "відповіді" in page.inner_text("h1")
    assert page.locator("#code").count() == 1


def test_a_poll_inside_the_council_s_news_takes_votes(people_of):
    page = people_of("resident")
    page.goto(NEWS)

    page.locator(".poll-block input[type=radio]").first.check()
    page.click(".poll-block button[type=submit]")
    assert "Перевірте голос" in page.inner_text("h1")
    page.go_back()
    expect(page.locator(".poll-block")).to_be_visible()
    page.wait_for_load_state()
    assert wrong(page) == []


@pytest.fixture
def people_of(visit):
    return lambda account: visit(f"{account}@spilno.example", width=375)


def test_anyone_recounts_the_sealed_poll_at_home_and_finds_a_moved_choice(visit, tmp_path):
    page = visit(javascript=False)
    page.goto(BANK)
    for link, name in (("JSON", "results.json"), ("recount.py", "recount.py")):
        with page.expect_download() as saved:
            page.click(f".files a:has-text('{link}')")
        saved.value.save_as(tmp_path / name)

    assert recounted(tmp_path) == (0, True)
    data = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    ballot = next(ballot for ballot in data["ballots"] if "2.1" in ballot["choices"])
    ballot["choices"]["2.2"] = ballot["choices"].pop("2.1")
    data["counts"]["2.1"] -= 1
    data["counts"]["2.2"] += 1
    (tmp_path / "results.json").write_text(json.dumps(data), encoding="utf-8")

    assert recounted(tmp_path) == (1, False)


def recounted(folder):
    """Returns (exit code, whether all fits) of the published program, run alone in its folder."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "recount.py", "results.json"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, "УСЕ ЗБІГЛОСЯ." in done.stdout


def test_an_editor_extends_the_term_and_everyone_reads_why(visit, city):
    editor, reader = visit("editor@spilno.example"), visit(width=320)
    reader.goto(BOOKS)
    before = reader.inner_text("main .stage")
    editor.goto("/admin/spilno/polls/")
    editor.click("text=Яких книжок бракує")
    editor.wait_for_selector("#id_title")
    editor.goto(
        editor.url.replace("/edit/", "/").replace("/admin/pages/", "/admin/polls/") + "extend/"
    )
    later = timezone.localdate() + timedelta(days=90)
    editor.fill("[name=closes_at]", f"{later} 18:00")
    editor.fill("[name=reason]", "Свята: люди не встигли відповісти.")
    editor.click("main form button[type=submit]")
    editor.wait_for_selector("#id_title")

    reader.goto(BOOKS)
    assert "Свята: люди не встигли відповісти." in reader.inner_text("main")
    assert reader.inner_text("main .stage") != before


def test_each_page_of_voting_is_accessible_and_fits(visit):
    page, found = visit("resident@spilno.example", width=WIDTHS[0]), []

    def look(name):
        found.extend((name, *problem) for problem in wrong(page, *WIDTHS))

    for path in (YARD, BANK, BOOKS, NEWS, "/cabinet/votes/", "/polls/1/mine/", "/polls/2/find/"):
        page.goto(path)
        look(path)
    page.goto(YARD)
    page.click(NEXT)
    expect(page).to_have_title(re.compile("^Помилка: "))
    look("error")
    page.locator("input[name=q1]").first.check()
    page.click(NEXT)
    page.wait_for_selector(".said-list")
    look("review")
    page.click(CAST)
    page.wait_for_selector("#code")
    look("receipt")
    page.goto("/polls/1/withdraw/")
    look("withdraw")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()

    assert found == []
    assert [said for said in page.complaints if "422" not in said] == []
