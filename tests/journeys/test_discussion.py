"""Journeys of a discussion: said, reported, hidden, appealed, restored; asked and answered; an organization overruled.

Each is walked twice: with the mouse and JavaScript off, and by keyboard alone with it on.
"""

import pytest

from .looks import wrong
from .test_residents import reach

CANAL = "/spilno/orhanizatsii/ros-zhyva/initsiatyvy/ochysna-kanava-bilia-vulytsi-zaiarskoi/"
DEPARTMENT = "/spilno/upravlinnia-ta-viddily/upravlinnia-blahoustroiu/"
MOST = 300  # presses of Tab through a long page


class Mouse:
    """A person with a mouse and without JavaScript."""

    javascript = False

    def __init__(self, page):
        self.page = page

    def press(self, selector):
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()

    def write(self, selector, words):
        self.page.fill(selector, words)

    def choose(self, name, value):
        self.page.check(f"[name='{name}'][value='{value}']")


class Keys(Mouse):
    """A person who has a keyboard alone."""

    javascript = True

    def press(self, selector):
        reach(self.page, selector, MOST)
        before = self.page.url
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert before
        self.page.wait_for_load_state()

    def write(self, selector, words):
        reach(self.page, selector, MOST)
        self.page.keyboard.type(words)

    def choose(self, name, value):
        wanted = self.page.locator(f"[name='{name}'][value='{value}']")
        for _press in range(MOST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.name") == name:
                break
        self.page.keyboard.press("Space")
        for _press in range(20):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name}={value} cannot be chosen by keyboard")


BOTH = pytest.mark.parametrize("hands", [Mouse, Keys], ids=["mouse, no script", "keyboard"])


@pytest.fixture
def people(visit, hands):
    """people(account) → the hands of a signed-in person in an own browser."""

    def come(account, width=375):
        return hands(visit(f"{account}@spilno.example", width=width, javascript=hands.javascript))

    return come


def article(words):
    return f"article:has-text('{words}')"


@BOTH
def test_a_comment_is_answered_reported_hidden_appealed_and_restored(people, visit, city, hands):
    words = f"Канава пересохла, бо її ніхто не чистить ({hands.__name__})."
    author, neighbor, reader = people("resident"), people("ngo"), people("expert")
    editor, admin, anyone = people("editor", 1280), people("admin", 1280), visit()

    author.page.goto(CANAL)
    author.write("#say textarea", words)
    author.press("#say button[type=submit]")
    assert "#c" in author.page.url
    assert author.page.evaluate("document.activeElement.matches('article')")
    assert words in author.page.inner_text(":focus")

    neighbor.page.goto(f"{CANAL}?order=new")
    neighbor.press(f"{article(words)} a:has-text('Відповісти')")
    neighbor.write("main textarea", f"Чистимо щосуботи, приходьте ({hands.__name__}).")
    neighbor.press("main form[novalidate] button[type=submit]")
    assert "Рось жива" in neighbor.page.inner_text(":target")
    assert any("Олена Гайова" in text for text in city.letters_to("resident@spilno.example"))

    reader.page.goto(f"{CANAL}?order=new")
    reader.press(f"{article(words)} a:has-text('Поскаржитися')")
    reader.choose("reason", "false")
    reader.write("[name=words]", "Її чистять, я бачив.")
    reader.press("main form[novalidate] button[type=submit]")
    assert "Дякуємо" in reader.page.inner_text("main")
    assert words in anyone_reads(anyone)

    editor.page.goto("/cabinet/moderation/")
    editor.press(f"a:has-text('{words[:30]}')")
    editor.choose("act", "hide")
    editor.choose("reason", "false")
    editor.write("[name=words]", "Чищення щосуботи підтверджено.")
    editor.press("main form[novalidate] button[type=submit]")
    hidden = anyone_reads(anyone)
    assert words not in hidden
    assert "Неправда, видана за факт" in hidden

    author.page.goto("/cabinet/comments/")
    assert "Чищення щосуботи підтверджено." in author.page.inner_text("main")
    author.press("main a:has-text('Оскаржити')")
    author.write("[name=words]", "Писав про ділянку за мостом, її не чистять.")
    author.press("main form[novalidate] button[type=submit]")
    assert "Ви оскаржили" in author.page.inner_text("main")

    admin.page.goto("/cabinet/moderation/")
    # The demo city has an appeal of its own: the newest stands last.
    admin.press("section:has(#appeals-h) li:last-child a.btn")
    assert "за мостом" in admin.page.inner_text("main")
    admin.choose("granted", "yes")
    admin.write("[name=answer]", "Ділянку перевірили: правда ваша.")
    admin.press("main form[novalidate] button[type=submit]")
    assert words in anyone_reads(anyone)
    assert any("Ділянку перевірили" in text for text in city.letters_to("resident@spilno.example"))
    log = anyone.goto("/discussion/log/").text()
    assert "відновлено" in log.casefold()
    assert "Оксана" not in log


def anyone_reads(page):
    page.goto(f"{CANAL}?order=new")
    return page.inner_text("#discussion")


@BOTH
def test_a_question_waits_is_overdue_in_public_and_answered_from_the_cabinet(
    people, visit, city, hands
):
    words = f"Коли приберуть гілля на Зарічній, 17 ({hands.__name__})?"
    asker, official, anyone = people("resident"), people("official"), visit(width=320)

    asker.page.goto(DEPARTMENT)
    asker.press("a[href*='/ask/']")
    asker.write("[name=question]", words)
    asker.press("main form[novalidate] button[type=submit]")
    assert "відповідь до" in asker.page.inner_text("main").casefold()
    assert any(words in text for text in city.letters_to("official@spilno.example"))

    city.manage(
        "from datetime import timedelta\n"
        "from spilno_pages import generations\n"
        "from spilno_pages.questions.models import Question\n"
        "from spilno_pages.questions.actions import remind\n"
        f"found = Question.objects.get(comment__comment__contains={hands.__name__!r})\n"
        "found.asked_on -= timedelta(days=30)\n"
        "found.due_on -= timedelta(days=30)\n"
        "found.save()\n"
        "remind()\n"
        "generations.begin()\n"
    )
    anyone.goto(DEPARTMENT)
    assert "прострочено на" in anyone.inner_text(f"li:has-text('{words}')").casefold()
    assert any(
        "прострочено" in text.casefold() for text in city.letters_to("official@spilno.example")
    )

    official.page.goto("/cabinet/")
    official.press(f"main a:has-text('{words[:25]}')")
    official.write("[name=answer]", "Приберемо до п’ятниці, бригада вже виїхала.")
    official.press("main form[novalidate]:has([name=answer]) button[type=submit]")
    anyone.goto(DEPARTMENT)
    answered = anyone.inner_text(f"li:has-text('{words}')")
    assert "Приберемо до п’ятниці" in answered
    assert "Наталія Гуменюк" in answered
    assert "із запізненням" in answered or "пізніше" in answered
    assert any(
        "Приберемо до п’ятниці" in text for text in city.letters_to("resident@spilno.example")
    )


@BOTH
def test_an_organization_moderates_its_page_and_the_council_overrules_it(
    people, visit, city, hands
):
    words = f"Обіцяли три спуски, а зробили один ({hands.__name__})."
    author, keeper, editor = people("resident"), people("ngo"), people("editor", 1280)
    anyone = visit()
    author.page.goto(CANAL)
    author.write("#say textarea", words)
    author.press("#say button[type=submit]")

    keeper.page.goto(f"{CANAL}?order=new")
    keeper.press(f"{article(words)} a:has-text('Модерувати')")
    assert "Рось жива" in keeper.page.inner_text("main form[novalidate]")
    keeper.choose("act", "hide")
    keeper.choose("reason", "offtopic")
    keeper.press("main form[novalidate] button[type=submit]")
    assert words not in anyone_reads(anyone)

    editor.page.goto(f"{CANAL}?order=new")
    key = author.page.url.partition("#c")[2]
    editor.press(f"#c{key} a:has-text('Модерувати')")
    editor.choose("act", "restore")
    editor.write("[name=words]", "Питання про цю саму ініціативу.")
    editor.press("main form[novalidate] button[type=submit]")
    assert words in anyone_reads(anyone)
    assert any("змінила рішення" in text for text in city.letters_to("ngo@spilno.example"))

    keeper.page.goto(f"{CANAL}?order=new")
    keeper.press(f"{article(words)} a:has-text('Модерувати')")
    assert "вирішила" in keeper.page.inner_text("main .notice")
    assert not keeper.page.locator("main form[novalidate]").count()


def test_likes_and_orders_are_swapped_without_leaving_the_page(visit):
    page = visit("resident@spilno.example")
    page.goto("/spilno/obhovorennia/chy-potriben-mistu-vlasnyi-prytulok-dlia-sobak/?order=old")
    button = page.locator("#discussion button[id^=like-][aria-pressed=false]").first
    identity, before = button.get_attribute("id"), button.inner_text()
    page.evaluate("window.stayed = true")

    button.click()
    page.wait_for_selector(f"#{identity}[aria-pressed=true]")
    pressed = page.inner_text(f"#{identity}")
    page.click("#order-new")
    page.wait_for_selector("#order-new[aria-current]")

    assert pressed != before
    assert page.evaluate("window.stayed") is True
    assert page.url.endswith("?order=new#discussion") or "order=new" in page.url
    assert page.evaluate("document.activeElement.id") == "order-new"
    assert page.complaints == []


def test_an_open_page_learns_of_new_comments(visit):
    reader, writer = visit(), visit("expert@spilno.example", javascript=False)
    reader.clock.install()
    reader.goto(CANAL)
    writer.goto(CANAL)
    writer.fill("#say textarea", "Мулу в канаві тепер удвічі менше, ніж торік.")
    writer.click("#say button[type=submit]")

    reader.clock.fast_forward(61_000)
    reader.click("#discussion [role=status] a")

    assert "удвічі менше" in reader.inner_text("#discussion")
    assert reader.complaints == []


def test_pages_of_a_discussion_are_accessible_and_fit(visit):
    found = []
    for account, paths in {
        "editor": ["/cabinet/moderation/", CANAL],
        "official": ["/cabinet/questions/", "/cabinet/"],
        "resident": ["/cabinet/comments/", CANAL, "/apply/discussion/"],
    }.items():
        page = visit(f"{account}@spilno.example", width=320)
        page.goto(CANAL)
        if account == "resident":
            paths += page.eval_on_selector_all(
                "article a[href*='/report/'], article a[href*='reply_to'], a[href*='/ask/']",
                "links => [...new Map(links.map(link => [link.pathname.split('/').at(-2), link.href])).values()]",
            )
        if account == "editor":
            paths += [page.get_attribute("article a[href*='/moderate/']", "href")]
            paths += [page.get_attribute("a[href*='/set/']", "href")]
        if account == "official":
            page.goto("/cabinet/questions/")
            paths += [page.get_attribute("main a[href*='/cabinet/questions/']", "href")]
        for path in paths:
            assert page.goto(path).status == 200, path
            found += wrong(page)
        assert page.complaints == []

    assert found == []
