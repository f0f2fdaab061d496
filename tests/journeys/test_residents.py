"""The journeys of a resident: coming in, proving who one is, bringing an organization, leaving."""

import json
import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from spilno_pages.residents.documents import sample_tax_number

from .looks import COLORS, RULES, WIDTHS, wrong

OWN_PAGES = [
    "/cabinet/",
    "/cabinet/inbox/",
    "/cabinet/profile/",
    "/cabinet/preferences/",
    "/cabinet/verification/",
    "/cabinet/security/",
    "/cabinet/data/",
    "/cabinet/data/erase/",
    "/cabinet/comments/",
    "/cabinet/moderation/",
    "/apply/discussion/",
    "/apply/organization/",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/add/",
    "/account/sessions/",
    "/account/logout/",
]


def code_for(city, email):
    return re.search(r"^\d{6}$", city.letters_to(email)[-1], re.MULTILINE)[0]


def reach(page, selector, most=80):
    """Presses Tab until the element has the focus, as a person without a mouse does."""
    wanted = page.locator(selector).first
    for _press in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def sign_up(page, city, email, name):
    """With the mouse, with or without JavaScript."""
    page.goto("/account/signup/")
    page.fill("[name=name]", name)
    page.fill("[name=email]", email)
    page.check("[name=agreed]")
    page.click("main form button[type=submit]")
    page.fill("[name=code]", code_for(city, email))
    page.click("main form button[type=submit]")


@pytest.mark.parametrize(
    ("scheme", "widths", "rules"), [("light", WIDTHS, RULES), ("dark", (375,), COLORS)]
)
def test_every_page_of_a_person_is_accessible_and_fits(visit, scheme, widths, rules):
    page = visit("ngo@spilno.example", width=widths[0], scheme=scheme)
    page.goto("/account/reauthenticate/?next=/account/2fa/")
    page.fill("[name=password]", "journey-password-1")
    page.click("main form button[type=submit]")
    organization = page.request.get(
        "/api/v2/pages/?type=spilno_pages.OrganizationPage&search=Рось жива"
    )
    own = f"/cabinet/organizations/{organization.json()['items'][0]['id']}/"
    found = []

    for path in [*OWN_PAGES, own]:
        assert page.goto(path).status == 200, path
        found += wrong(page, *widths, rules=rules)

    assert found == []
    assert page.complaints == []


def test_a_resident_s_pages_are_accessible_with_something_on_them(visit):
    page, found = visit("resident@spilno.example", width=375), []

    for path in ("/cabinet/", "/cabinet/inbox/", "/cabinet/verification/", "/cabinet/data/"):
        page.goto(path)
        found += wrong(page)

    assert found == []


def test_a_person_signs_up_by_keyboard_on_a_phone(visit, city):
    page, email = visit(width=375), "keyboard@example.org"
    page.goto("/spilno/")

    reach(page, ".network .person")
    page.keyboard.press("Enter")
    reach(page, "main a[href*='/account/signup/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/signup/**")
    for field, words in (("name", "Клава Тарасівна"), ("email", email)):
        reach(page, f"[name={field}]")
        page.keyboard.type(words)
    reach(page, "[name=agreed]")
    page.keyboard.press("Space")
    reach(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/confirm-email/**")
    reach(page, "[name=code]")
    page.keyboard.type(code_for(city, email))
    page.keyboard.press("Enter")
    page.wait_for_url("**/cabinet/")

    assert "Клава Тарасівна" in page.inner_text("h1").replace("\u00a0", " ")


def test_a_clerk_verifies_a_resident_each_in_an_own_browser(visit, city):
    resident, clerk = visit(javascript=False), visit("clerk@spilno.example", javascript=False)
    sign_up(resident, city, "neighbor@example.org", "Сусід Іван")
    resident.goto("/cabinet/verification/")
    resident.click("#desk button[type=submit]")
    code = resident.inner_text("#desk .code")

    clerk.goto("/admin/desk/")
    clerk.fill("[name=code]", code)
    clerk.click("form button.button[type=submit]")
    assert "Сусід Іван" in clerk.inner_text("main")
    clerk.fill("[name=document]", "СН 654321")
    clerk.fill("[name=born]", "1971-02-03")
    clerk.select_option("[name=basis]", "actual")
    clerk.check("[name=compared]")
    clerk.click("form button.button[type=submit]")
    assert "Сусід Іван" in clerk.inner_text("main table")

    resident.reload()
    assert "Вас підтверджено" in resident.inner_text("main")
    assert any(
        "фактичне" in text or "підтверджено" in text
        for text in city.letters_to("neighbor@example.org")
    )


@pytest.mark.parametrize(
    ("person", "javascript"), [("Оксана Бондар", True), ("Андрій Клименко, 1978", False)]
)
def test_a_person_proves_who_they_are_by_the_look_alike_of_id_gov_ua(
    visit, city, person, javascript
):
    page = visit(width=375, javascript=javascript)
    sign_up(page, city, f"signature{int(javascript)}@example.org", "Людина з Росі")
    page.goto("/cabinet/verification/?next=/spilno/podii/")

    page.click("text=Перейти на id.gov.ua")
    page.click("text=Печатка установи")
    assert "Печатка" in page.inner_text("[role=status]") or "печатка" in page.inner_text(
        "[role=status]"
    )
    page.click("text=Перейти на id.gov.ua")
    page.click(f"text={person}")

    expect(page).to_have_url(re.compile("/spilno/podii/$"))
    page.goto("/cabinet/verification/")
    assert "Особу підтверджено" in page.inner_text("main")
    assert page.complaints == []


def test_an_organization_applies_is_approved_and_publishes_its_first_post(visit, city):
    page, editor, reader = visit(javascript=False), visit("editor@spilno.example"), visit()
    sign_up(page, city, "founder@example.org", "Марта Засновниця")
    page.goto("/apply/organization/")
    page.fill("[name=title]", "Голоси Росі")
    page.select_option("[name=kind]", label="Ініціативна група")
    page.fill("[name=summary]", "Співаємо на березі щонеділі.")
    page.fill("[name=about]", "Нас двадцятеро.")
    page.fill("[name=standing]", "керівниця хору")
    page.check("[name=entitled]")
    page.click("main form button[type=submit]")
    assert "Заявку подано" in page.inner_text("main")

    editor.goto("/admin/")
    editor.click("text=Голоси Росі")
    act(editor, "Схвалити й опублікувати")

    page.goto("/cabinet/")
    page.click("text=Голоси Росі")
    assert "Марта Засновниця" in page.inner_text("main")
    assert any(
        "в мережі" in text or "у мережі" in text for text in city.letters_to("founder@example.org")
    )

    ngo = visit()
    ngo.goto("/account/login/code/")
    ngo.fill("[name=email]", "founder@example.org")
    ngo.click("main form button[type=submit]")
    ngo.fill("[name=code]", code_for(city, "founder@example.org"))
    ngo.click("main form button[type=submit]")
    ngo.goto("/admin/pages/")
    ngo.click("tr:has-text('Блог') td:is(.children, .no-children) a")
    ngo.fill("[name=title]", "Перша пісня")
    ngo.fill("[name=summary]", "Заспівали.")
    act(ngo, re.compile("Надіслати"))
    editor.goto("/admin/")
    editor.click("text=Перша пісня")
    act(editor, "Схвалити й опублікувати")

    reader.goto("/spilno/")
    reader.click("text=Перша пісня")
    assert "Голоси Росі" in reader.inner_text("main")


def act(page, name):
    page.wait_for_load_state("networkidle")
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def typed(page, field, words):
    reach(page, f"[name={field}]")
    page.keyboard.type(words)


def pressed(page, selector, key="Enter"):
    reach(page, selector)
    page.keyboard.press(key)


def test_desk_signature_and_application_by_keyboard_alone(visit, city):
    """One person is verified at the desk, another by a signature; the first brings an organization. No mouse."""
    first, second, clerk = visit(width=375), visit(width=375), visit("clerk@spilno.example")
    sign_up(first, city, "desk@example.org", "Клавіша Перша")
    sign_up(second, city, "keys@example.org", "Клавіша Друга")
    first.goto("/cabinet/verification/")
    pressed(first, "#desk button")
    first.wait_for_selector("#desk .code")

    clerk.goto("/admin/desk/")
    assert clerk.evaluate("document.activeElement.name") == "code"
    clerk.keyboard.type(first.inner_text("#desk .code"))
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector("[name=document]")
    typed(clerk, "document", sample_tax_number(date(1975, 3, 4), 77))
    pressed(clerk, "[name=basis]", "ArrowDown")
    pressed(clerk, "[name=compared]", "Space")
    pressed(clerk, "form[autocomplete=off] button[type=submit]")
    clerk.wait_for_selector("main table:has-text('Клавіша Перша')")
    first.reload()
    assert "Вас підтверджено" in first.inner_text("main")

    second.goto("/cabinet/verification/")
    pressed(second, "form[action$='/verification/start/'] button")
    second.wait_for_url("**/id-lookalike/**")
    pressed(second, "main a:has-text('Дарина Коваль')")
    second.wait_for_url("**/cabinet/verification/")
    assert "Особу підтверджено" in second.inner_text("main")

    first.goto("/cabinet/")
    pressed(first, "main a[href$='/apply/organization/']")
    first.wait_for_url("**/apply/organization/")
    typed(first, "title", "Клавіші Росі")
    reach(first, "[name=kind]")
    while first.input_value("[name=kind]") != "initsiatyvna-hrupa":
        first.keyboard.press("ArrowDown")
    typed(first, "summary", "Набираємо наосліп.")
    typed(first, "standing", "голова")
    pressed(first, "[name=entitled]", "Space")
    pressed(first, "main form[novalidate] button[type=submit]")
    first.wait_for_url("**/cabinet/applications/**")
    assert "Заявку подано" in first.inner_text("main")


def test_a_person_leaves_without_javascript(visit, city):
    page, email = visit(javascript=False), "plain@example.org"
    sign_up(page, city, email, "Простий Прощавайко")

    page.goto("/cabinet/data/erase/")
    page.check("[name=sure]")
    page.click("main form[novalidate] button[type=submit]")

    expect(page).to_have_url(re.compile("/cabinet/erased/$"))
    assert not traces(city, email, "Простий Прощавайко")


def test_a_person_takes_the_data_and_leaves_by_keyboard(visit, city):
    page, email = visit(), "leaving@example.org"
    sign_up(page, city, email, "Лідія Прощавайко")
    page.goto("/cabinet/data/")
    with page.expect_download() as download:
        reach(page, "form[action$='/export/'] button")
        page.keyboard.press("Enter")
    data = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert data["account"]["email"] == email

    page.goto("/cabinet/data/erase/")
    reach(page, "[name=sure]")
    page.keyboard.press("Space")
    reach(page, "main form[novalidate] button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cabinet/erased/")

    assert page.goto("/cabinet/").url.endswith("/account/login/?next=/cabinet/")
    assert not traces(city, email, "Прощавайко")


def traces(city, *markers):
    """Tables of the served SQLite database that still hold one of the markers; none is asked of PostgreSQL here."""
    if not city.database:
        return []
    with sqlite3.connect(city.database) as connection:
        dump = "\n".join(connection.iterdump())
    return [marker for marker in markers if marker in dump]


def test_a_passkey_opens_the_account(visit, city):
    page, email = visit(), "passkey@example.org"
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"automaticPresenceSimulation": True}},
    )
    sign_up(page, city, email, "Ключниця")
    elsewhere = visit()
    elsewhere.goto("/account/login/code/")
    elsewhere.fill("[name=email]", email)
    elsewhere.click("main form button[type=submit]")
    elsewhere.fill("[name=code]", code_for(city, email))
    elsewhere.click("main form button[type=submit]")
    elsewhere.wait_for_url("**/cabinet/")
    page.goto("/account/2fa/webauthn/add/")
    page.fill("[name=name]", "телефон")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/2fa/**")
    page.wait_for_function("!location.pathname.endsWith('/add/')")
    assert "/account/login/" in elsewhere.goto("/cabinet/").url
    page.goto("/account/logout/")
    page.click("main form button[type=submit]")

    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/cabinet/")

    assert "Ключниця" in page.inner_text("h1").replace("\u00a0", " ")
    assert page.complaints == []
