"""The journey of the house: from an organization's draft to a page that a resident reads."""

import re

TITLE = "Сорок качок на Росі"
REASON = "Додайте, будь ласка, дату спостереження."


def open_new(page, kind):
    """Opens the form of a new page in the representative's own container."""
    page.goto("/admin/")
    page.goto(
        page.evaluate(f"""async () => {{
        const answer = await fetch('/admin/api/main/pages/?type=spilno_pages.{kind}&fields=id&limit=50');
        const items = (await answer.json()).items;
        return '/admin/pages/' + items[0].id + '/';
    }}""")
    )
    page.click("a[href*='/add']")


def test_an_ngo_writes_the_editor_returns_and_publishes_a_resident_reads(visit, city):
    ngo, editor, resident = visit("ngo@spilno.example"), visit("editor@spilno.example"), visit()

    open_new(ngo, "BlogIndexPage")
    ngo.fill("[name=title]", TITLE)
    ngo.fill("[name=summary]", "Порахували з човна вранці.")
    send_for_review(ngo)
    assert "надіслан" in ngo.inner_text("main").lower() or ngo.locator(".messages").count()

    editor.goto("/admin/")
    editor.click(f"text={TITLE}")
    act(editor, "Повернути з поясненням")
    editor.fill("[name=comment]", REASON)
    editor.click(".modal-body button[type=submit]")
    editor.wait_for_load_state("networkidle")

    ngo.goto("/admin/")
    assert REASON in ngo.inner_text("main")
    assert any(REASON in readable(letter) for letter in city.letters())

    ngo.click(f"text={TITLE}")
    ngo.fill("[name=summary]", "Порахували з човна 20 листопада вранці.")
    send_for_review(ngo)

    editor.goto("/admin/")
    editor.click(f"text={TITLE}")
    act(editor, "Схвалити й опублікувати")
    editor.wait_for_load_state("networkidle")

    resident.goto("/spilno/")
    resident.click(f"text={TITLE}")
    assert TITLE in resident.inner_text("h1")
    assert "20 листопада вранці" in resident.inner_text("main").replace("\u00a0", " ")
    assert "Рось жива" in resident.inner_text("main")


def readable(letter):
    from email import message_from_string
    from email.policy import default

    return message_from_string(letter, policy=default).get_content()


def toggle(page):
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()


def send_for_review(page):
    toggle(page)
    page.get_by_role("button", name=re.compile("Надіслати")).first.click()
    page.wait_for_load_state("networkidle")


def act(page, name):
    toggle(page)
    page.get_by_role("button", name=name).first.click()
