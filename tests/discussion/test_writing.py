"""Writing under a page: who, where, what, how often, and what becomes of it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from wagtail.models import Locale, PageViewRestriction

import pytest
from django_comments.models import CommentFlag

from spilno_pages.discussion import actions
from spilno_pages.discussion.models import Block, Comment, DiscussionSettings, State, Thread
from spilno_pages.discussion.rules import thread_of
from spilno_pages.residents.actions import agree
from spilno_pages.residents.models import LegalVersion, Level
from tests import factories

WORDS = "Лавка потрібна біля третього під’їзду, там найбільше людей."


@pytest.fixture
def page(rosj):
    return factories.initiative(rosj)


@pytest.fixture
def olha(db):
    return factories.resident(name="Ольга Д.", joined_at=timezone.now() - timedelta(days=30))


def address(page):
    return reverse("discussion-write", args=[page.pk])


def test_a_person_writes_and_lands_at_the_comment(page, olha, sign_in):
    answer = sign_in(olha.user).post(address(page), {"comment": WORDS, "stance": "for"})

    comment = Comment.objects.get()
    assert answer["Location"] == f"{page.get_url()}?order=new#c{comment.pk}"
    assert (comment.comment, comment.stance, comment.state) == (WORDS, "for", State.PUBLIC)
    assert (comment.author, comment.user) == (olha, olha.user)


def test_who_writes_is_the_account_whatever_a_form_says(page, olha, sign_in):
    forged = {"name": "Мер міста", "email": "mayor@example.org", "url": "https://evil.example"}
    forged |= {
        "user": 1,
        "badge": "council",
        "is_official": "on",
        "official": "on",
        "state": "public",
    }

    sign_in(olha.user).post(address(page), {"comment": WORDS} | forged)

    comment = Comment.objects.get()
    assert comment.author_name == "Ольга Д."
    assert (comment.user_name, comment.user_email, comment.user_url) == ("", "", "")
    assert (comment.badge, comment.is_official, comment.ip_address) == ("", False, None)
    assert not Thread.objects.filter(answer__isnull=False).exists()


def test_a_visitor_is_sent_to_sign_in_and_back(page, client):
    answer = client.post(address(page), {"comment": WORDS})

    assert answer["Location"] == f"/account/login/?next={address(page)}"
    assert not Comment.objects.exists()


def test_an_answer_joins_the_branch_however_deep_it_was_pressed(page, olha):
    root = factories.comment(page)
    reply = factories.comment(page, answers=root)

    deeper = factories.comment(page, by=olha, answers=reply)

    assert (deeper.root_id, deeper.answers_id, deeper.level) == (root.pk, reply.pk, 1)
    assert (deeper.thread_id, deeper.parent_id) == (root.pk, root.pk)


@pytest.mark.parametrize("key", ["999999", "-1", "9223372036854775808", "1e3", "abc", "\x00"])
def test_an_answer_to_nothing_is_refused(page, olha, sign_in, key):
    answer = sign_in(olha.user).post(address(page), {"comment": WORDS, "reply_to": key})

    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not Comment.objects.exists()


def test_an_answer_to_another_page_or_to_a_hidden_comment_is_refused(page, rosj, olha, sign_in):
    elsewhere = factories.comment(factories.post(rosj))
    hidden = factories.comment(page)
    actions.decide(hidden, "hide", by=factories.editor(), reason=factories.reason())
    before = Comment.objects.count()

    for key in (elsewhere.pk, hidden.pk):
        answer = sign_in(olha.user).post(address(page), {"comment": WORDS, "reply_to": key})
        assert answer.status_code == 422

    assert Comment.objects.count() == before


def test_pages_that_nobody_reads_take_no_comments(rosj, olha, sign_in):
    draft = factories.initiative(rosj, "Чернетка", live=False)
    hidden = factories.initiative(rosj, "Під паролем")
    PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="x")
    behind = factories.initiative(rosj, "Для своїх")
    PageViewRestriction.objects.create(page=behind, restriction_type="login")
    client = sign_in(olha.user)

    for page in (draft, hidden, behind, rosj):
        for name in ("discussion-write", "discussion-feed", "discussion-fresh", "question-ask"):
            query = "?since=0" if name == "discussion-fresh" else ""
            answer = client.get(reverse(name, args=[page.pk]) + query)
            if page.pk != rosj.pk or name != "question-ask":
                assert answer.status_code == 404, (page, name)
        assert client.post(address(page), {"comment": WORDS}).status_code == 404

    assert not Comment.objects.exists()


def test_an_unpublished_page_takes_its_comments_with_it(page, olha, sign_in, client):
    comment = factories.comment(page, by=olha)
    page.unpublish()

    for name in ("comment", "comment-branch"):
        assert client.get(reverse(name, args=[comment.pk])).status_code == 404
    for name in ("comment-like", "comment-report", "comment-edit"):
        assert sign_in(olha.user).get(reverse(name, args=[comment.pk])).status_code == 404


def test_a_translation_shares_the_discussion(page, olha, sign_in, client):
    english, _made = Locale.objects.get_or_create(language_code="en")
    twin = page.copy_for_translation(english, copy_parents=True)
    twin.title = "Quiet embankment"
    twin.save_revision().publish()

    answer = sign_in(olha.user).post(address(twin), {"comment": WORDS})

    comment = Comment.objects.get()
    assert comment.page_id == page.pk
    assert answer.status_code == 302
    for url in (page.get_url(), twin.get_url()):
        assert WORDS in client.get(url).content.decode()


def test_a_closed_discussion_is_read_and_not_written(page, olha, sign_in, client, rosj):
    said = factories.comment(page)
    keeper = factories.representative(rosj)
    factories.resident(user=keeper)
    actions.set_thread(page, keeper, mode="closed", note="Рішення ухвалено, дякуємо всім.")

    answer = sign_in(olha.user).post(address(page), {"comment": WORDS})
    shown = client.get(page.get_url()).content.decode()

    assert answer.status_code == 403
    assert "Рішення ухвалено, дякуємо всім." in answer.content.decode()
    assert "Рішення ухвалено, дякуємо всім." in shown
    assert said.comment in shown
    assert address(page) not in shown


def test_a_summary_closes_a_city_wide_discussion_and_taking_it_out_opens_it(olha):
    talk = factories.talk(conclusion="<p>Вирішили притишувати.</p>")
    with pytest.raises(PermissionDenied, match="закрито"):
        factories.comment(talk, by=olha)
    assert talk.closed_on == timezone.localdate()

    older = talk.revisions.first()
    talk.decide(conclusion="")

    assert factories.comment(talk, by=olha).state == State.PUBLIC
    assert talk.closed_on is None
    talk.decide(conclusion="<p>Вирішили.</p>")
    older.publish()
    talk.refresh_from_db()
    assert (talk.conclusion, talk.closed_on) == ("<p>Вирішили.</p>", timezone.localdate())


def test_a_discussion_that_is_switched_off_is_nowhere(page, rosj, client):
    factories.comment(page)
    actions.set_thread(page, factories.editor(), mode="off")

    assert 'id="discussion"' not in client.get(page.get_url()).content.decode()
    assert client.get(reverse("discussion-feed", args=[page.pk])).status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "Напишіть кілька слів"),
        ("\u200b\u200e\u2066", "Напишіть кілька слів"),
        ("!!! ...", "Напишіть кілька слів"),
        ("я" * 3001, "задовг"),
        ("рядок\nі ще\n" * 60, "рядків"),
    ],
)
def test_what_is_no_comment_is_said_to_be_none(page, olha, sign_in, text, said):
    answer = sign_in(olha.user).post(address(page), {"comment": text})

    assert answer.status_code == 422
    assert said.casefold() in answer.content.decode().casefold()
    assert not Comment.objects.exists()


def test_a_megabyte_is_refused_and_never_an_error(page, olha, sign_in):
    for text in ("ї" * 500_000, "\n" * 1_000_000 + "слово " * 3000):
        answer = sign_in(olha.user).post(address(page), {"comment": text})
        assert answer.status_code == 422

    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Перше\r\n\r\n\r\n\r\nдруге", "Перше\n\nдруге"),
        ("а\u202eбв", "абв"),
        ("сло\u200bво ко\u00adма", "слово кома"),
        ("Z" + "\u0301" * 40 + "algo", "Ź\u0301\u0301\u0301algo"),
        ("два  \t пробіли\x00", "два пробіли"),
        ("Наказ\u2028новий", "Наказ\u2028новий"),
    ],
)
def test_text_is_kept_without_tricks(page, olha, sign_in, typed, kept):
    sign_in(olha.user).post(address(page), {"comment": typed})

    assert Comment.objects.get().comment == kept


@pytest.mark.parametrize(
    ("level", "days", "text", "allowed"),
    [
        (Level.EMAIL, 1, "Дивіться https://shop.example/deal", False),
        (Level.EMAIL, 30, "Дивіться www.shop.example", False),
        (Level.EMAIL, 1, "Пишіть на t.me/prodam", False),
        (Level.IDENTITY, 1, "Кошторис: https://rada.example/koshtorys", True),
        (
            Level.IDENTITY,
            1,
            "https://a.example https://b.example https://c.example https://d.example",
            False,
        ),
        (Level.EMAIL, 1, "О 17.30 біля будинку 12.", True),
    ],
)
def test_links_come_from_people_who_are_known(page, sign_in, level, days, text, allowed):
    person = factories.resident(level, joined_at=timezone.now() - timedelta(days=days))

    answer = sign_in(person.user).post(address(page), {"comment": text})

    assert (answer.status_code == 302) is allowed
    assert Comment.objects.exists() is allowed


def test_the_same_words_are_published_once(page, rosj, olha, sign_in):
    client = sign_in(olha.user)
    client.post(address(page), {"comment": WORDS})

    again = client.post(address(page), {"comment": f"  {WORDS.upper()} "})
    elsewhere = client.post(address(factories.post(rosj)), {"comment": WORDS})

    assert [again.status_code, elsewhere.status_code] == [422, 422]
    assert Comment.objects.count() == 1
    assert "вже" in again.content.decode()


def test_short_thanks_may_be_said_on_many_pages(page, rosj, olha):
    for where in (page, factories.post(rosj)):
        factories.comment(where, by=olha, text="Дякую!")

    assert Comment.objects.count() == 2


def test_the_database_itself_refuses_the_same_comment_twice(page, olha):
    first = factories.comment(page, by=olha)
    twin = actions.writing.row(olha, page, first.comment, None, first.submit_date)
    twin.digest, twin.fingerprint = first.digest, first.fingerprint

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()

    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("level", "days", "most"), [(Level.EMAIL, 1, 2), (Level.EMAIL, 30, 3), (Level.IDENTITY, 1, 4)]
)
def test_floods_are_told_so_and_keep_what_was_typed(page, sign_in, level, days, most):
    settings = DiscussionSettings.for_site(page.get_site())
    settings.hourly_new, settings.hourly, settings.hourly_proven = 2, 3, 4
    settings.save()
    person = factories.resident(level, joined_at=timezone.now() - timedelta(days=days))
    client = sign_in(person.user)

    answers = [client.post(address(page), {"comment": f"Думка {n}"}) for n in range(most + 1)]

    assert [answer.status_code for answer in answers] == [302] * most + [429]
    assert f"Думка {most}" in answers[-1].content.decode()
    assert Comment.objects.count() == most


def test_one_address_has_a_limit_of_its_own(page, sign_in):
    settings = DiscussionSettings.for_site(page.get_site())
    settings.hourly_address = 2
    settings.save()

    codes = [
        sign_in(factories.resident().user)
        .post(address(page), {"comment": f"Думка {n}"})
        .status_code
        for n in range(3)
    ]

    assert codes == [302, 302, 429]


def test_comments_are_signed(page, sign_in):
    nameless = factories.resident(name="")

    answer = sign_in(nameless.user).post(address(page), {"comment": WORDS})

    assert answer.status_code == 403
    assert reverse("cabinet-profile") in answer.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("minutes", "allowed"), [(1, True), (14, True), (16, False)])
def test_a_comment_is_edited_for_fifteen_minutes_and_bears_a_mark(
    page, olha, sign_in, minutes, allowed
):
    comment = factories.comment(page, by=olha, at=timezone.now() - timedelta(minutes=minutes))

    answer = sign_in(olha.user).post(reverse("comment-edit", args=[comment.pk]), {"comment": WORDS})

    comment.refresh_from_db()
    assert (comment.comment == WORDS) is allowed
    assert bool(comment.edited_at) is allowed
    assert (answer.status_code == 302) is allowed


def test_nobody_edits_withdraws_or_likes_in_anothers_name(page, olha, sign_in, client):
    comment = factories.comment(page)
    stranger = sign_in(olha.user)

    edited = stranger.post(reverse("comment-edit", args=[comment.pk]), {"comment": WORDS})
    stranger.post(reverse("comment-withdraw", args=[comment.pk]))

    comment.refresh_from_db()
    assert edited.status_code == 403
    assert (comment.comment != WORDS, comment.state) == (True, State.PUBLIC)
    for name in ("comment-edit", "comment-withdraw", "comment-like", "comment-report"):
        assert client.post(reverse(name, args=[comment.pk])).status_code == 302
    comment.refresh_from_db()
    assert (comment.helpful, comment.state) == (0, State.PUBLIC)


def test_a_withdrawn_comment_loses_its_words_and_leaves_a_line_where_it_was_answered(
    page, olha, sign_in, client
):
    alone, answered = factories.comment(page, by=olha), factories.comment(page, by=olha)
    reply = factories.comment(page, answers=answered)

    for comment in (alone, answered):
        sign_in(olha.user).post(reverse("comment-withdraw", args=[comment.pk]))

    shown = client.get(page.get_url()).content.decode()
    assert set(Comment.objects.filter(author=olha).values_list("comment", flat=True)) == {""}
    assert f'id="c{answered.pk}"' in shown
    assert f'id="c{alone.pk}"' not in shown
    assert reply.comment in shown
    factories.comment(page, by=olha, text=alone.comment)


def test_a_like_counts_once_and_is_taken_back(page, olha, sign_in):
    comment = factories.comment(page)
    client, url = sign_in(olha.user), reverse("comment-like", args=[comment.pk])

    counts = []
    for _press in range(3):
        client.post(url)
        comment.refresh_from_db()
        counts.append((comment.helpful, CommentFlag.objects.count()))

    assert counts == [(1, 1), (0, 0), (1, 1)]


def test_own_hidden_and_withdrawn_comments_are_not_liked(page, olha, sign_in):
    own, hidden = factories.comment(page, by=olha), factories.comment(page)
    actions.decide(hidden, "hide", by=factories.editor(), reason=factories.reason())

    codes = [
        sign_in(olha.user).post(reverse("comment-like", args=[comment.pk])).status_code
        for comment in (own, hidden)
    ]

    assert codes == [403, 403]
    assert not CommentFlag.objects.exists()


def test_htmx_gets_the_button_alone(page, olha, sign_in):
    comment = factories.comment(page)

    answer = sign_in(olha.user).post(
        reverse("comment-like", args=[comment.pk]), headers={"HX-Request": "true"}
    )

    text = answer.content.decode().strip()
    assert text.startswith("<button")
    assert 'aria-pressed="true"' in text
    assert "Корисно (1)" in text


def test_whoever_is_blocked_reads_until_when_and_why(page, olha, sign_in):
    bad = factories.comment(page, by=olha)
    actions.decide(bad, "hide", by=factories.editor(), reason=factories.reason(), block_days=7)

    answer = sign_in(olha.user).post(address(page), {"comment": WORDS})
    Block.objects.update(
        until=timezone.now() - timedelta(days=1), since=timezone.now() - timedelta(days=2)
    )
    after = sign_in(olha.user).post(address(page), {"comment": WORDS})

    assert (answer.status_code, after.status_code) == (403, 302)
    assert "Образи" in answer.content.decode()


def test_the_library_s_own_addresses_are_not_there(client, db):
    for path in (
        "comments/api/",
        "comments/confirm/x/",
        "comments/mute/x/",
        "comments/post/",
        "comments/sent/",
    ):
        assert client.get(f"/{path}").status_code == 404
    for name in ("comments-xtd-api-create", "comments-xtd-confirm", "comments-post-comment"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_posting_costs_little(page, olha, sign_in, kept_pages, django_assert_max_num_queries):
    LegalVersion.objects.create(kind="terms", number=1, content_hash="x")
    agree(olha.user)
    client = sign_in(olha.user)
    root = factories.comment(page)
    client.post(address(page), {"comment": "Перша думка, щоб усе прогрілося."})

    with django_assert_max_num_queries(15):
        client.post(address(page), {"comment": WORDS})
    with django_assert_max_num_queries(15):
        client.post(address(page), {"comment": "Відповідаю по суті.", "reply_to": root.pk})

    assert Comment.objects.count() == 4


def test_under_approval_a_comment_waits_for_a_moderator(page, olha, sign_in, client, rosj):
    actions.set_thread(page, factories.editor(), mode="approved")
    own = sign_in(olha.user)

    own.post(address(page), {"comment": WORDS})

    comment = Comment.objects.get()
    url = reverse("comment", args=[comment.pk])
    assert comment.state == State.WAITING
    assert WORDS in own.get(page.get_url()).content.decode()
    assert WORDS not in client.get(page.get_url()).content.decode()
    assert (own.get(url).status_code, client.get(url).status_code) == (302, 404)
    assert client.get(reverse("comment-branch", args=[comment.pk])).status_code == 404
    actions.decide(comment, "approve", by=factories.representative(rosj))
    assert WORDS in client.get(page.get_url()).content.decode()


def test_a_thread_answers_for_itself(page):
    thread = thread_of(page)

    assert (thread.pk, thread.mode) == (None, "open")
    with pytest.raises(ValidationError):
        Thread(page_id=page.pk, mode="x").full_clean()
