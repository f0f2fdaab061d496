"""Finding a page: by keyboard with suggestions, and without JavaScript; an address while a title is typed."""

from playwright.sync_api import expect

from .looks import wrong


def test_a_page_is_reached_by_keyboard_through_suggestions(visit):
    page = visit(width=375)
    page.goto("/search/")
    page.focus("#q")
    page.keyboard.type("набереж")
    page.wait_for_selector("#q-suggestions [role=option]")
    page.keyboard.press("ArrowDown")

    chosen = page.get_attribute("#q", "aria-activedescendant")
    assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
    assert page.get_attribute("#q", "aria-expanded") == "true"
    assert wrong(page) == []
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "набережна" in page.inner_text("h1").lower()
    assert page.complaints == []


def test_escape_closes_the_suggestions_and_enter_searches(visit):
    page = visit()
    page.goto("/search/")
    page.focus("#q")
    page.keyboard.type("двор")
    page.wait_for_selector("#q-suggestions [role=option]")
    page.keyboard.press("Escape")

    assert page.is_hidden("#q-suggestions")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Знайдено" in page.inner_text("main [role=status]")


def test_word_forms_kinds_and_dates_without_javascript(visit):
    page = visit(width=320, javascript=False)
    page.goto("/search/")
    page.fill("#q", "дворами")
    page.click("main form button >> nth=0")

    expect(page.locator("main mark")).not_to_have_count(0)
    page.click("nav.tabs a:has-text('Дописи')")
    expect(page.locator("nav.tabs [aria-current]")).to_contain_text("Дописи")
    page.wait_for_load_state()
    assert set(page.locator(".results .kind").all_inner_texts()) > set()
    assert all(
        text.startswith("Допис") for text in page.locator(".results .kind").all_inner_texts()
    )
    page.click("details.narrow-down summary")
    page.fill("[name=until]", "2001-01-01")
    page.click("details.narrow-down button")
    assert "Знайдено 0 сторінок" in page.inner_text("main [role=status]")
    page.click("text=Шукати без фільтрів")
    expect(page.locator(".results > li")).not_to_have_count(0)


def test_an_address_follows_the_official_romanization_while_a_title_is_typed(visit):
    page = visit("editor@spilno.example")
    page.goto("/admin/pages/add/bilatserkva_site/standardpage/3/")
    page.wait_for_selector("#id_title")
    page.type("#id_title", "Згурівка, Київ і м’яка щаслива їжа")
    page.keyboard.press("Tab")

    # The address follows each letter a moment later: what is asked is where it comes to rest.
    expect(page.locator("#id_slug")).to_have_value("zghurivka-kyiv-i-miaka-shchaslyva-yizha")
