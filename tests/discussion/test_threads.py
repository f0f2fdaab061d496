"""How a discussion is drawn: bounded, ordered, at the same cost however long it is, fresh at once."""

import re
from xml.etree import ElementTree

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from spilno_pages.discussion import actions, threads
from spilno_pages.discussion.bulk import insert
from spilno_pages.discussion.models import Comment
from spilno_pages.discussion.models.comments import free_fingerprint
from spilno_pages.discussion.rules import thread_of
from spilno_pages.models import EventPage
from tests import factories

XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'\"--></style></script><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% debug %}",
    'https://x.example/"onmouseover=alert(1)//',
    "</title><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
]


@pytest.fixture
def page(rosj):
    return factories.initiative(rosj)


def crowd(page, count, replies_to=None, author=None):
    """Many comments at once, as rows of the demo city."""
    author = author or factories.resident(name="Багатослівний")
    made = []
    for number in range(count):
        row = actions.writing.row(
            author, page, f"Думка № {number}", None, timezone.now(), fingerprint=free_fingerprint()
        )
        row.root = row.answers = replies_to
        made.append(row)
    return insert(made)


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"{url}{'&' if '?' in url else '?'}afresh=1")
    assert answer.status_code == 200
    return len(captured)


def numbers_in(html):
    return [int(key) for key in re.findall(r'<article id="c(\d+)"', html)]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_thousand_comments_cost_the_same_as_ten(page, client, sign_in, kept_pages, signed_in):
    if signed_in:
        client = sign_in(factories.resident().user)
    bare = factories.initiative(title="Без розмов")
    actions.set_thread(bare, factories.editor(), mode="off")
    without = queries(client, bare.get_url())
    crowd(page, 10)
    ten = queries(client, page.get_url())

    roots = crowd(page, 400)
    crowd(page, 590, replies_to=roots[-1])
    thousand = queries(client, page.get_url())

    assert Comment.objects.count() == 1000
    assert thousand == ten
    assert thousand - without <= 12


def test_a_page_of_a_discussion_is_bounded(page, client):
    roots = crowd(page, 25)
    crowd(page, 40, replies_to=roots[-1])

    first = client.get(f"{page.get_url()}?order=new").content.decode()
    third = client.get(f"{page.get_url()}?order=new&page=3").content.decode()

    shown = [key for key in numbers_in(first) if key in {root.pk for root in roots}]
    assert shown == [root.pk for root in reversed(roots)][:10]
    assert len(numbers_in(first)) == 10 + threads.REPLIES
    assert len(numbers_in(third)) == 5
    assert "ще 37 відповідей" in first


def test_a_branch_of_a_thousand_answers_is_paged(page, client, kept_pages):
    (root,) = crowd(page, 1)
    replies = crowd(page, 1000, replies_to=root)
    url = reverse("comment-branch", args=[root.pk])

    few = queries(client, reverse("comment-branch", args=[crowd(page, 1)[0].pk]))

    html = client.get(f"{url}?page=34").content.decode()

    assert queries(client, f"{url}?page=2") <= few + 1 <= 12
    assert numbers_in(html) == [root.pk, *(reply.pk for reply in replies[990:])]


@pytest.mark.parametrize("number", ["-1", "0", "1e9", "NaN", "99999999999999999999", "\x00", ""])
def test_a_page_that_is_not_there_is_the_nearest_one(page, client, number):
    crowd(page, 25)

    for url in (page.get_url(), reverse("comment-branch", args=[Comment.objects.first().pk])):
        assert client.get(url, {"page": number, "order": number}).status_code == 200
    assert client.get(reverse("moderation-log"), {"page": number}).status_code == 200


def test_comments_stand_in_the_order_that_is_asked_for(page, client):
    first, second, third = (factories.comment(page) for _n in range(3))
    Comment.objects.filter(pk=second.pk).update(helpful=5)

    orders = {
        order: numbers_in(client.get(f"{page.get_url()}?order={order}").content.decode())
        for order in ("helpful", "new", "old", "x")
    }

    helpful = [second.pk, third.pk, first.pk]
    assert orders["helpful"] == orders["x"] == helpful
    assert orders["new"] == [third.pk, second.pk, first.pk]
    assert orders["old"] == [first.pk, second.pk, third.pk]


def test_the_best_argument_of_each_side_stands_on_top(page, client):
    best = {}
    for stance in ("for", "against", "neutral"):
        for helpful in (3, 8):
            comment = factories.comment(page, stance=stance)
            Comment.objects.filter(pk=comment.pk).update(helpful=helpful)
            best[stance] = comment

    html = client.get(page.get_url()).content.decode().partition('id="discussion"')[0]

    shown = {stance: reverse("comment", args=[best[stance].pk]) in html for stance in best}
    assert shown == {"for": True, "against": True, "neutral": False}


def test_one_side_alone_makes_no_comparison(page, client):
    comment = factories.comment(page, stance="for")
    Comment.objects.filter(pk=comment.pk).update(helpful=9)

    assert "Найкращі аргументи" not in client.get(page.get_url()).content.decode()


def test_stances_are_asked_where_a_page_asks_for_them(page, rosj, sign_in):
    client = sign_in(factories.resident().user)
    post = factories.post(rosj)

    asked = [
        'name="stance"' in client.get(reverse("discussion-write", args=[where.pk])).content.decode()
        for where in (page, post)
    ]
    actions.set_thread(post, factories.editor(), mode="open", asks_stance=True)

    assert asked == [True, False]
    assert 'name="stance"' in client.get(post.get_url()).content.decode()


@pytest.mark.parametrize("kind", ["initiative", "post", "event", "talk"])
def test_people_talk_under_every_kind_of_page(rosj, client, kind):
    page = factories.talk() if kind == "talk" else getattr(factories, kind)(rosj)

    comment = factories.comment(page)

    assert comment.comment in client.get(page.get_url()).content.decode()


def test_kept_pages_are_fresh_after_each_act(
    page, kept_pages, client, django_capture_on_commit_callbacks
):
    author = factories.resident(name="Ольга Д.")

    def seen():
        return client.get(page.get_url()).content.decode()

    def after(act, *words, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*words, **more)

    assert "Думка про берег" not in seen()
    comment = after(factories.comment, page, by=author, text="Думка про берег")
    assert "Думка про берег" in seen()
    after(actions.edit, comment, author, "Думка про річку")
    assert "Думка про річку" in seen()
    after(actions.like, comment, factories.resident())
    assert "Корисно (1)" in seen()
    after(actions.decide, comment, "hide", by=factories.editor(), reason=factories.reason())
    assert "Думка про річку" not in seen()
    assert "Образи" in seen()
    after(actions.decide, comment, "restore", by=factories.editor())
    assert "Думка про річку" in seen()
    comment.refresh_from_db()
    after(actions.withdraw, comment, author)
    assert "Думка про річку" not in seen()


def test_a_comment_leaves_other_pages_kept(
    page, rosj, kept_pages, client, settings, django_capture_on_commit_callbacks
):
    settings.SPILNO_GENERATION_FILE = None
    post = factories.post(rosj)
    factories.comment(post)
    before = {where: client.get(where.get_url())["ETag"] for where in (page, post)}

    with django_capture_on_commit_callbacks(execute=True):
        factories.comment(page)
    with CaptureQueriesContext(connection) as captured:
        kept = client.get(post.get_url())
        fresh = client.get(page.get_url())

    assert kept["ETag"] == before[post]
    assert fresh["ETag"] != before[page]
    assert not any("blogpostpage" in query["sql"] for query in captured)


def test_the_permalink_leads_to_where_the_comment_stands(page, client):
    roots = crowd(page, 25)
    replies = crowd(page, 40, replies_to=roots[0])

    def leads(comment):
        return client.get(reverse("comment", args=[comment.pk]))["Location"]

    branch = reverse("comment-branch", args=[roots[0].pk])
    assert leads(roots[24]) == f"{page.get_url()}?order=new#c{roots[24].pk}"
    assert leads(roots[0]) == f"{page.get_url()}?order=new&page=3#c{roots[0].pk}"
    assert leads(replies[1]) == f"{page.get_url()}?order=new&page=3#c{replies[1].pk}"
    assert leads(replies[39]) == f"{branch}?page=2#c{replies[39].pk}"
    for comment in (roots[24], roots[0], replies[1], replies[39]):
        path = leads(comment).partition("#")[0]
        assert f'id="c{comment.pk}"' in client.get(path).content.decode()


@pytest.mark.parametrize("text", XSS)
def test_no_text_of_people_becomes_markup(page, client, sign_in, text):
    proven = factories.resident(2, name="Оксана <b>Б</b>")
    comment = factories.comment(page, by=proven, text=f"{text} кінець", stance="for")
    editor = factories.editor()
    factories.resident(user=editor)
    council, reader = sign_in(editor), sign_in(factories.resident().user)
    actions.report(comment, factories.resident(), factories.reason(), words=text)
    pages = [
        client.get(page.get_url()),
        client.get(reverse("comment-branch", args=[comment.pk])),
        reader.get(reverse("comment-like", args=[comment.pk])),
        reader.get(reverse("comment-report", args=[comment.pk])),
        reader.get(f"{reverse('discussion-write', args=[page.pk])}?reply_to={comment.pk}"),
        council.get(reverse("comment-moderate", args=[comment.pk])),
        council.get(reverse("cabinet-moderation")),
        council.get("/admin/spilno_discussion/comment/"),
        council.get("/admin/spilno_discussion/report/"),
        council.get(f"/admin/spilno_discussion/comment/inspect/{comment.pk}/"),
    ]

    for answer in pages:
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<svg/onload" not in html
        assert not re.search(r"<[^>]+\sonmouseover=", html)
        assert "<b>Б</b>" not in html
        assert 'href="javascript' not in html
    feed = client.get(reverse("discussion-feed", args=[page.pk])).content
    assert ElementTree.fromstring(feed).find("channel/item/description").text == comment.comment


def test_links_of_people_give_no_weight(page, client):
    proven = factories.resident(2)
    factories.comment(page, by=proven, text="Кошторис: https://rada.example/koshtorys?a=1&b=2 ось")

    html = client.get(page.get_url()).content.decode()

    assert (
        '<a href="https://rada.example/koshtorys?a=1&amp;b=2" rel="nofollow ugc noopener">' in html
    )


def test_the_feed_tells_what_is_public_alone(page, client):
    public, hidden = factories.comment(page), factories.comment(page)
    actions.set_thread(page, factories.editor(), mode="approved")
    waiting = factories.comment(page)
    actions.decide(hidden, "hide", by=factories.editor(), reason=factories.reason())

    answer = client.get(reverse("discussion-feed", args=[page.pk]))
    items = ElementTree.fromstring(answer.content).findall("channel/item")

    assert [item.find("description").text for item in items] == [public.comment]
    assert items[0].find("link").text == f"http://testserver{reverse('comment', args=[public.pk])}"
    assert waiting.comment not in answer.content.decode()


def test_the_page_learns_of_new_comments(page, client):
    first = factories.comment(page)
    url = reverse("discussion-fresh", args=[page.pk])

    before = client.get(url, {"since": first.pk})
    factories.comment(page)
    after = client.get(url, {"since": first.pk})

    assert before.content == b""
    assert "1 новий коментар" in after.content.decode()
    for rubbish in ("", "x", "-1", "9" * 30, "\x00"):
        assert client.get(url, {"since": rubbish}).status_code == 404


def test_a_preview_shows_no_discussion(rosj):
    page = factories.event(rosj)
    factories.comment(page)

    html = EventPage.objects.get(pk=page.pk).make_preview_request().content.decode()

    assert 'id="discussion"' not in html


def test_the_thread_s_answer_is_gone_with_the_comment_that_was_hidden(page, client):
    department = factories.department()
    official = factories.official(department)
    comment = factories.comment(page, by=official)
    actions.make_official(comment, official)
    assert "Офіційна відповідь" in client.get(page.get_url()).content.decode()

    actions.decide(comment, "hide", by=factories.editor(), reason=factories.reason())

    html = client.get(page.get_url()).content.decode()
    assert "Офіційна відповідь" not in html
    assert comment.comment not in html
    assert thread_of(page).answer == comment
