"""The journey of the house: from an organization's draft to a page that a resident reads."""

import re

TITLE = "Сорок качок на Росі"
REASON = "Додайте, будь ласка, дату спостереження."


def open_new_post(page):
    """From the first screen of the admin to the form of a new post, as a representative goes."""
    page.goto("/admin/pages/")
    page.click("tr:has-text('Блог') td.children a")
    page.click("a[href*='/add_subpage/']")


def test_an_ngo_writes_the_editor_returns_and_publishes_a_resident_reads(visit, city):
    ngo, editor, resident = visit("ngo@spilno.example"), visit("editor@spilno.example"), visit()

    open_new_post(ngo)
    ngo.fill("[name=title]", TITLE)
    ngo.fill("[name=summary]", "Порахували з човна вранці.")
    send_for_review(ngo)

    editor.goto("/admin/")
    editor.click(f"text={TITLE}")
    act(editor, "Повернути з поясненням")
    editor.fill(".modal-body [name=comment]", REASON)
    with editor.expect_navigation():
        editor.click(".modal-body [type=submit]")

    ngo.goto("/admin/")
    assert REASON in ngo.inner_text("main")
    assert any(REASON in letter for letter in city.letters())

    ngo.click(f"text={TITLE}")
    ngo.fill("[name=summary]", "Порахували з човна 20 листопада вранці.")
    send_for_review(ngo)

    editor.goto("/admin/")
    editor.click(f"text={TITLE}")
    with editor.expect_navigation():
        act(editor, "Схвалити й опублікувати")

    resident.goto("/spilno/")
    resident.click(f"text={TITLE}")
    assert TITLE in resident.inner_text("h1").replace("\u00a0", " ")
    assert "20 листопада вранці" in resident.inner_text("main").replace("\u00a0", " ")
    assert "Рось жива" in resident.inner_text("main")


def toggle(page):
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()


def send_for_review(page):
    toggle(page)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Надіслати")).first.click()


def act(page, name):
    toggle(page)
    page.get_by_role("button", name=name).first.click()
