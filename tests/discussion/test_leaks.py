"""What is hidden stays hidden, wherever and whenever it is asked for; what was decided stays decided."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Locale, PageViewRestriction

import pytest

from spilno_pages.cabinet.actions import erase, export
from spilno_pages.discussion import actions, texts
from spilno_pages.discussion.models import Appeal, Comment, Decision, State
from spilno_pages.discussion.rules import thread_of
from spilno_pages.notices.models import Notice
from spilno_pages.questions import actions as questions
from tests import factories

SECRET = "Сусід із сорок другої квартири виніс лавку."


@pytest.fixture
def page(rosj):
    return factories.initiative(rosj)


@pytest.fixture
def author(db):
    return factories.resident(name="Ольга Д.", joined_at=timezone.now() - timedelta(days=30))


@pytest.fixture
def editor(db):
    person = factories.editor()
    factories.resident(user=person, name="Ірина Редакторка")
    return person


@pytest.fixture
def keeper(rosj):
    person = factories.representative(rosj)
    factories.resident(user=person, name="Олена Гайова")
    return person


@pytest.fixture
def comment(page, author):
    return factories.comment(page, by=author, text=SECRET)


def hide(comment, by):
    return actions.decide(comment, "hide", by=by, reason=factories.reason())


def text(answer):
    return answer.content.decode()


def test_hidden_words_are_quoted_to_author_and_moderators_alone(
    comment, editor, author, sign_in, client
):
    hide(comment, editor)
    names = ("comment-like", "comment-report", "comment-edit", "comment-branch", "comment")
    stranger = sign_in(factories.resident().user)

    for name in names:
        url = reverse(name, args=[comment.pk])
        for reader in (client, stranger):
            assert SECRET not in text(reader.get(url, follow=True))
    assert SECRET in text(sign_in(author.user).get(reverse("comment-edit", args=[comment.pk])))
    assert SECRET in text(sign_in(editor).get(reverse("comment-moderate", args=[comment.pk])))


@pytest.mark.parametrize("act", ["hide", "withdraw", "edit", "erase"])
def test_words_that_are_gone_are_gone_from_what_people_were_told(
    page, comment, author, editor, act, django_capture_on_commit_callbacks
):
    asker = factories.resident(name="Той, хто питав")
    root = factories.comment(page, by=asker)
    with django_capture_on_commit_callbacks(execute=True):
        reply = factories.comment(page, by=author, answers=root, text=f"{SECRET} Бачила сама.")
    assert SECRET in Notice.objects.get(user=asker.user).text

    {
        "hide": lambda: hide(reply, editor),
        "withdraw": lambda: actions.withdraw(reply, author),
        "edit": lambda: actions.edit(reply, author, "Нічого не бачила."),
        "erase": lambda: erase(author.user),
    }[act]()

    assert SECRET not in Notice.objects.get(user=asker.user).text


def test_a_translation_shows_nothing_of_a_hidden_original(page, comment, client):
    english, _made = Locale.objects.get_or_create(language_code="en")
    twin = page.copy_for_translation(english, copy_parents=True)
    twin.save_revision().publish()
    assert SECRET in text(client.get(twin.get_url()))

    page.unpublish()

    assert SECRET not in text(client.get(twin.get_url()))


def test_a_department_shows_no_question_of_a_page_that_is_hidden(page, author, client):
    department = factories.department()
    asked = questions.ask(author, page, thread_of(page), department.page_ptr, SECRET)
    assert SECRET in text(client.get(department.get_url()))

    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert SECRET not in text(client.get(department.get_url()))
    restriction.delete()
    page.unpublish()

    assert SECRET not in text(client.get(department.get_url()))
    assert asked.comment.page_id == page.pk


def test_a_kept_department_s_page_loses_what_was_hidden_elsewhere(
    page, author, editor, client, kept_pages, settings, django_capture_on_commit_callbacks
):
    settings.SPILNO_GENERATION_FILE = None
    department = factories.department()
    with django_capture_on_commit_callbacks(execute=True):
        asked = questions.ask(author, page, thread_of(page), department.page_ptr, SECRET)
    assert SECRET in text(client.get(department.get_url()))

    with django_capture_on_commit_callbacks(execute=True):
        hide(asked.comment, editor)

    assert SECRET not in text(client.get(department.get_url()))


def test_the_log_names_no_page_that_nobody_may_read(comment, page, editor, client):
    hide(comment, editor)
    assert page.title in text(client.get(reverse("moderation-log")))

    page.unpublish()

    assert page.title not in text(client.get(reverse("moderation-log")))


def test_an_official_reads_no_question_before_it_is_let_through(
    page, author, editor, sign_in, django_capture_on_commit_callbacks
):
    department = factories.department()
    official = factories.official(department)
    actions.set_thread(page, editor, mode="approved")
    asked = questions.ask(author, page, thread_of(page), department.page_ptr, SECRET)
    url = reverse("question-answer", args=[asked.pk])

    before = sign_in(official.user).get(url).status_code
    with django_capture_on_commit_callbacks(execute=True):
        actions.decide(asked.comment, "approve", by=editor)

    assert (before, sign_in(official.user).get(url).status_code) == (404, 200)
    assert Notice.objects.filter(user=official.user, kind="question.asked").exists()


def test_under_approval_an_edit_waits_anew(page, author, editor, client):
    actions.set_thread(page, editor, mode="approved")
    comment = factories.comment(page, by=author)
    actions.decide(comment, "approve", by=editor)

    actions.edit(comment, author, SECRET)

    comment.refresh_from_db()
    assert comment.state == State.WAITING
    assert SECRET not in text(client.get(page.get_url()))


def test_a_moderator_decides_about_the_words_that_were_read(comment, author, editor, sign_in):
    seen = comment.digest
    actions.edit(comment, author, "Зовсім інші слова.")

    answer = sign_in(editor).post(
        reverse("comment-moderate", args=[comment.pk]), {"act": "keep", "seen": seen}
    )

    assert "змінив" in text(answer)
    assert not Decision.objects.exists()


def test_whoever_is_blocked_or_late_edits_nothing(page, comment, author, editor):
    actions.set_thread(page, editor, mode="closed")
    with pytest.raises(PermissionDenied):
        actions.edit(comment, author, "Пізно.")
    actions.set_thread(page, editor, mode="open")
    actions.decide(comment, "warn", by=editor, reason=factories.reason(), block_days=1)

    with pytest.raises(PermissionDenied):
        actions.edit(comment, author, "Все одно.")


def test_an_edit_into_what_was_said_is_refused(page, author):
    first, second = (
        factories.comment(page, by=author, text="Так."),
        factories.comment(page, by=author),
    )

    with pytest.raises(ValidationError):
        actions.edit(second, author, "Так.")
    actions.edit(first, author, "Ні.")
    factories.comment(page, by=author, text="Так.")


def test_acts_on_an_old_copy_see_what_happened_meanwhile(comment, author, editor):
    stale = Comment.objects.get(pk=comment.pk)
    hide(comment, editor)

    for act in (
        lambda: actions.withdraw(stale, author),
        lambda: actions.edit(stale, author, "Повернулося."),
        lambda: actions.like(stale, factories.resident()),
    ):
        with pytest.raises(PermissionDenied):
            act()

    comment.refresh_from_db()
    assert (comment.state, comment.comment, comment.helpful) == (State.HIDDEN, SECRET, 0)


def test_granting_an_appeal_restores_only_what_it_was_about(comment, author, editor):
    first = hide(comment, editor)
    appeal = actions.appeal(first, author, "Не згодна.")
    actions.decide(comment, "restore", by=editor)
    colleague = factories.editor()
    hide(comment, colleague)

    actions.decide_appeal(appeal, colleague, granted=True, answer="Так, тоді це була помилка.")

    comment.refresh_from_db()
    assert comment.state == State.HIDDEN


def test_who_leaves_takes_words_likes_reports_and_appeals_along(page, comment, author, editor):
    other = factories.comment(page)
    actions.like(other, author)
    actions.report(other, author, factories.reason(), words="Скарга моїми словами")
    actions.appeal(hide(comment, editor), author, "Оскарження моїми словами")

    erase(author.user)

    other.refresh_from_db()
    comment.refresh_from_db()
    appeal = Appeal.objects.get()
    assert (comment.comment, comment.author, comment.user, comment.state) == (
        "",
        None,
        None,
        "withdrawn",
    )
    assert (other.helpful, other.reports.get().words, appeal.words) == (0, "", "")
    assert not Appeal.objects.open().exists()
    assert not Comment.objects.exclude(pk=comment.pk).filter(comment__contains="моїми").exists()


def test_an_official_answer_outlives_the_account_without_its_name(page, client):
    official = factories.official(factories.department())
    answer = factories.comment(page, by=official, text="Зробимо до першого березня.")
    actions.make_official(answer, official)
    official.roles.all().delete()

    erase(official.user)

    html = text(client.get(page.get_url()))
    assert "Зробимо до першого березня." in html
    assert "Наталія Гуменюк" not in html


def test_the_export_holds_what_is_one_s_own(comment, author, editor):
    actions.appeal(hide(comment, editor), author, "Моє оскарження")

    own, council = (str(export(user)) for user in (author.user, editor))

    assert SECRET in own
    assert "Моє оскарження" in own
    assert SECRET not in council
    assert "spilno_discussion.Decision" not in council


def test_a_withdrawn_comment_waits_for_nobody(comment, author):
    actions.report(comment, factories.resident(), factories.reason())

    actions.withdraw(comment, author)

    assert not Comment.objects.troubled().exists()
    assert actions.daily_summary(timezone.now().replace(hour=10)) == 0


def test_lifting_a_block_dismisses_no_report(comment, editor):
    actions.decide(comment, "warn", by=editor, reason=factories.reason(), block_days=7)
    actions.report(comment, factories.resident(), factories.reason())

    actions.unblock(comment.author.blocks.get(), editor)

    assert comment.reports.open().count() == 1


@pytest.mark.parametrize("act", ["approve", "keep", "warn"])
def test_what_the_council_has_decided_no_organization_changes(page, author, editor, keeper, act):
    if act == "approve":
        actions.set_thread(page, editor, mode="approved")
    comment = factories.comment(page, by=author)
    actions.decide(comment, act, by=editor, reason=factories.reason())

    with pytest.raises(PermissionDenied):
        hide(comment, keeper)


def test_a_discussion_set_by_the_council_stays_set(page, editor, keeper):
    actions.set_thread(page, editor, mode="off")
    with pytest.raises(PermissionDenied):
        actions.set_thread(page, keeper, mode="open")

    actions.set_thread(page, editor, mode="open")

    assert actions.set_thread(page, keeper, mode="closed").mode == "closed"


def test_nobody_decides_about_the_own_comment(page, editor, keeper):
    for person in (editor, keeper):
        own = factories.comment(page, by=person.resident)
        with pytest.raises(PermissionDenied, match="власний"):
            actions.decide(own, "keep", by=person)


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("http оце evil.edu/x", 1),
        ("www. та spam@evil.int http", 1),
        ("https://a.example і b.com", 2),
        ("О 17.30, буд. 12, ст. 20.", 0),
    ],
)
def test_what_would_be_shown_as_a_link_counts_as_one(words, links):
    assert texts.links_in(words) == links


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "\u20dd", "\u034f"])
def test_marks_do_not_climb_over_other_people_s_lines(mark):
    assert texts.tidy("а" + mark * 90) == "а" + mark * 3


@pytest.mark.parametrize("blank", ["\u115f", "\u3164", "\u2800", "\uffa0"])
def test_a_blank_is_no_comment(page, author, sign_in, blank):
    answer = sign_in(author.user).post(
        reverse("discussion-write", args=[page.pk]), {"comment": blank * 5}
    )

    assert answer.status_code == 422


def test_a_reason_that_decisions_name_is_not_deleted(comment, editor, sign_in):
    hide(comment, editor)
    admin = factories.user(is_superuser=True, is_staff=True)
    url = f"/admin/snippets/spilno_discussion/moderationreason/delete/{factories.reason().pk}/"

    answer = sign_in(admin).post(url, follow=True)

    assert answer.status_code == 200
    assert factories.reason().slug == "insult"


def test_the_log_is_fresh_after_an_appeal(
    comment, author, editor, client, kept_pages, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        decision = hide(comment, editor)
    assert "оскаржено" not in text(client.get(reverse("moderation-log")))

    with django_capture_on_commit_callbacks(execute=True):
        actions.appeal(decision, author, "Не згодна.")

    assert "оскаржено" in text(client.get(reverse("moderation-log")))
