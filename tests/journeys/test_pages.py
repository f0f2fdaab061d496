"""Every kind of page at three widths, by day and by night: readable for everyone, nothing from another host."""

import re

import pytest
from playwright.sync_api import expect

from .looks import COLORS, RULES, WIDTHS, wrong

ROS = "/spilno/orhanizatsii/ros-zhyva"
PAGES = [
    "/",
    "/novyny/",
    "/novyny/vykonkom-kovzanky-na-sobornii-ploshchi-tsiiei-zymy-ne-bude/",
    "/miska-rada/",
    "/spilno/",
    "/spilno/orhanizatsii/",
    "/spilno/blohy/",
    "/spilno/podii/",
    "/spilno/initsiatyvy/?stage=work",
    f"{ROS}/",
    f"{ROS}/bloh/",
    f"{ROS}/bloh/vydra-povernulasia-yak-my-yii-pobachyly/",
    f"{ROS}/podii/zymova-toloka-na-rosi/",
    f"{ROS}/initsiatyvy/tykha-naberezhna-600-metriv-nad-rossiu-bez-mashyn/",
    "/spilno/obhovorennia/",
    "/spilno/obhovorennia/chy-hasyty-vulychne-svitlo-pislia-opivnochi/",
    "/discussion/log/",
    "/search/?q=толока",
    "/account/login/",
    "/account/signup/",
    "/account/login/code/",
    "/account/password/reset/",
    "/accessibility/report/",
    "/personalni-dani/",
    "/spilno/upravlinnia-ta-viddily/",
    "/spilno/upravlinnia-ta-viddily/upravlinnia-blahoustroiu/",
    "/nemaie/",
    "/en/",
    "/en/spilno/",
    "/en/spilno/organizations/",
]


@pytest.mark.parametrize(("scheme", "rules"), [("light", RULES), ("dark", COLORS)])
def test_every_page_is_accessible_and_fits(visit, scheme, rules):
    page, found = visit(width=WIDTHS[0], scheme=scheme), []

    for path in PAGES:
        page.goto(path)
        found += wrong(page, *WIDTHS, rules=rules)

    complaints = [said for said in page.complaints if "404" not in said]
    assert found == []
    assert complaints == []


def test_a_form_that_is_filled_in_wrong_says_so(visit):
    page = visit()
    page.goto("/account/login/")
    page.fill("[name=login]", "nobody@example.org")
    page.fill("[name=password]", "wrong")
    page.click("main button[type=submit]")

    expect(page).to_have_title(re.compile("^Помилка: "))
    page.wait_for_load_state()
    assert wrong(page) == []


def test_the_menu_and_the_filters_work_without_javascript(visit):
    page = visit(width=375, javascript=False)
    page.goto("/spilno/orhanizatsii/")

    page.click(".filters-place summary")
    page.select_option("[name=kind]", label="Творча спілка")
    page.click(".filters button[type=submit]")

    expect(page.locator(".org-row")).to_have_count(1)
    page.click(".network .menu summary")
    page.click(".network nav >> text=Події")
    expect(page).to_have_url(re.compile("/podii/$"))


def test_a_reader_walks_by_keyboard_alone(visit):
    page = visit()
    page.goto("/spilno/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_language_switch_leads_to_the_same_page_and_back(visit):
    page = visit()
    page.goto("/miska-rada/")

    page.click(".council nav a[lang=en]")
    expect(page).to_have_url(re.compile("/en/pro-radu/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.click(".council nav a[lang=uk]")
    expect(page).to_have_url(re.compile("/miska-rada/$"))


def test_the_demo_city_is_alive(city):
    """At least what a newcomer needs to see each kind of page filled."""
    import json
    from urllib.request import urlopen

    wanted = {
        "OrganizationPage": 8,
        "BlogPostPage": 20,
        "EventPage": 10,
        "InitiativePage": 12,
    }
    counts = {
        name: json.load(urlopen(f"{city.url}/api/v2/pages/?type=spilno_pages.{name}&limit=1"))[
            "meta"
        ]["total_count"]
        for name in wanted
    }
    kinds = json.load(
        urlopen(
            f"{city.url}/api/v2/pages/?type=spilno_pages.InitiativePage&fields=kind,stage&limit=50"
        )
    )

    assert {name: counts[name] >= wanted[name] for name in wanted} == dict.fromkeys(wanted, True)
    assert {item["kind"] for item in kinds["items"]} == {
        "initiative",
        "idea",
        "project",
        "proposal",
    }
    assert len({item["stage"] for item in kinds["items"]}) == 6
