"""A resident asks a department in public; the department answers in its term, or everyone sees that it does not."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import pytest

from spilno_pages.discussion import actions as discussion
from spilno_pages.discussion.models import Comment
from spilno_pages.discussion.rules import thread_of
from spilno_pages.notices.models import Notice
from spilno_pages.questions import actions
from spilno_pages.questions.models import Question
from spilno_pages.questions.statistics import answers_of
from spilno_pages.record.models import AuditEvent
from tests import factories

ASKED = "Коли полагодять ліхтар біля під’їзду номер три на Зарічній?"


@pytest.fixture
def department(db):
    return factories.department()


@pytest.fixture
def other(db):
    return factories.department("Відділ екології")


@pytest.fixture
def official(department):
    return factories.official(department)


@pytest.fixture
def roman(db):
    return factories.resident(name="Роман В.", joined_at=timezone.now() - timedelta(days=30))


def ask(roman, department, text=ASKED, page=None, at=None):
    where = page or department
    return actions.ask(roman, where, thread_of(where), department.page_ptr, text, at=at)


def kinds(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_resident_asks_on_the_department_s_page(
    roman, department, official, sign_in, client, django_capture_on_commit_callbacks
):
    url = reverse("question-ask", args=[department.pk])
    own = sign_in(roman.user)
    form = own.get(url).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        answer = own.post(url, {"department": department.slug, "question": ASKED})

    question = Question.objects.get()
    html = client.get(department.get_url()).content.decode()
    assert f'value="{department.slug}" selected' in form
    assert answer["Location"] == reverse("comment", args=[question.comment_id])
    assert (question.comment.author, question.department_id) == (roman, department.pk)
    assert ASKED in html
    assert "Роман В." in html
    assert "відповідь до" in html.casefold()
    assert "question.asked" in kinds(official.user)


def test_a_question_may_be_asked_under_any_discussion(roman, department, rosj, sign_in, client):
    page = factories.initiative(rosj)

    sign_in(roman.user).post(
        reverse("question-ask", args=[page.pk]), {"department": department.slug, "question": ASKED}
    )

    for where in (page, department):
        assert ASKED in client.get(where.get_url()).content.decode()
    assert "Управління благоустрою" in client.get(page.get_url()).content.decode()


@pytest.mark.parametrize("slug", ["", "x", "ros-zhyva", "1", "\x00"])
def test_only_departments_are_asked(roman, department, rosj, sign_in, slug):
    answer = sign_in(roman.user).post(
        reverse("question-ask", args=[department.pk]), {"department": slug, "question": ASKED}
    )

    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_no_plain_comment_stands_on_a_department_s_page(roman, department, sign_in):
    answer = sign_in(roman.user).post(
        reverse("discussion-write", args=[department.pk]), {"comment": "Просто думка"}
    )

    assert answer.status_code == 403
    assert not Comment.objects.exists()


def test_the_term_is_ten_working_days_and_named_with_its_source(roman, department, client):
    question = ask(roman, department)
    Question.objects.filter(pk=question.pk).update(asked_on=date(2026, 11, 24))

    from spilno_pages.terms.rules import due

    assert due("question", date(2026, 11, 24), 1) == date(2026, 12, 8)
    assert "Правила спільноти, п. 7" in client.get(department.get_url()).content.decode()


def test_overdue_is_said_in_public_to_the_day(roman, department, client):
    question = ask(roman, department, at=timezone.now() - timedelta(days=40))

    html = client.get(department.get_url()).content.decode()

    assert question.is_overdue
    assert "прострочено на" in html.casefold()
    assert answers_of(department.pk).overdue == 1


def test_an_official_answers_from_the_cabinet_without_the_admin(
    roman, department, official, sign_in, client
):
    question = ask(roman, department)
    desk = sign_in(official.user)
    url = reverse("question-answer", args=[question.pk])

    assert url in desk.get("/cabinet/").content.decode()
    assert url in desk.get(reverse("cabinet-questions")).content.decode()
    answer = desk.post(url, {"answer": "Полагодимо у вівторок, 1 грудня."})

    question.refresh_from_db()
    html = client.get(department.get_url()).content.decode()
    assert answer.status_code == 302
    assert question.answered_on == timezone.localdate()
    assert (question.answer.badge, question.answer.is_official) == ("council", True)
    assert "Полагодимо у вівторок" in html
    assert "Наталія Гуменюк" in html
    assert "начальниця" in html
    assert kinds(roman.user) == ["question.answered"]
    assert AuditEvent.objects.filter(act="question.answered").exists()
    assert desk.get("/admin/").status_code == 403


def test_a_question_is_answered_once(roman, department, official):
    question = ask(roman, department)
    actions.answer(question, official, "Полагодимо у вівторок.")

    with pytest.raises(PermissionDenied):
        actions.answer(question, official, "І ще раз.")

    assert Comment.objects.filter(root=question.comment).count() == 1


@pytest.mark.parametrize("who", ["asker", "resident", "other official", "expert", "representative"])
def test_nobody_else_answers_for_a_department(roman, department, other, rosj, sign_in, who):
    question = ask(roman, department)
    people = {
        "asker": lambda: roman.user,
        "resident": lambda: factories.resident(3).user,
        "other official": lambda: factories.official(other).user,
        "expert": lambda: factories.resident(2).user,
        "representative": lambda: factories.representative(rosj),
    }
    url = reverse("question-answer", args=[question.pk])
    client = sign_in(people[who]())

    assert client.get(url).status_code == 403
    assert client.post(url, {"answer": "Ні."}).status_code == 403
    question.refresh_from_db()
    assert question.answered_on is None


def test_the_act_itself_asks_whose_department_it_is(roman, department, other):
    question = ask(roman, department)

    with pytest.raises(PermissionDenied):
        actions.answer(question, factories.official(other), "Відповідаю за сусідів.")

    question.refresh_from_db()
    assert question.answered_on is None


def test_a_question_is_sent_on_with_a_reason_and_its_term_stays(
    roman, department, other, official, sign_in, client
):
    question = ask(roman, department)
    url = reverse("question-answer", args=[question.pk])

    sign_in(official.user).post(
        url,
        {
            "forward": "1",
            "department": other.slug,
            "reason": "Це річка, її доглядає відділ екології.",
        },
    )

    due = question.due_on
    question.refresh_from_db()
    assert (question.department_id, question.due_on) == (other.pk, due)
    assert ASKED not in client.get(department.get_url()).content.decode()
    html = client.get(other.get_url()).content.decode()
    assert ASKED in html
    assert "Це річка" in html
    assert kinds(roman.user) == ["question.forwarded"]


def test_officials_are_reminded_once_before_and_once_after_the_term(roman, department, official):
    question = ask(roman, department)
    soon = question.due_on - timedelta(days=1)
    late = question.due_on + timedelta(days=1)

    for day in (question.asked_on, soon, soon, late, late):
        actions.remind(day)

    assert kinds(official.user)[1:] == ["question.soon", "question.overdue"]
    actions.answer(question, official, "Полагодили сьогодні вранці.")
    actions.remind(late + timedelta(days=9))
    assert len(kinds(official.user)) == 3


def test_a_department_without_officials_is_the_moderators_matter(
    roman, other, django_capture_on_commit_callbacks
):
    editor = factories.editor()

    with django_capture_on_commit_callbacks(execute=True):
        question = ask(roman, other)

    assert kinds(editor) == ["question.homeless"]
    resident = factories.resident(user=editor, name="Ірина")
    assert actions.answer(question, resident, "Відповімо завтра.").badge == "council"


def test_numbers_of_a_department_come_from_its_questions(roman, department, official):
    now = timezone.now()
    for number, (asked, answered) in enumerate([(60, 55), (60, 20), (50, None), (2, None)]):
        question = ask(
            roman, department, f"{ASKED} Ділянка {number}.", at=now - timedelta(days=asked)
        )
        if answered is not None:
            actions.answer(
                question, official, f"Відповідь {number}", at=now - timedelta(days=answered)
            )

    found = answers_of(department.pk)

    assert (found.asked, found.answered, found.in_time, found.open, found.overdue) == (
        4,
        2,
        1,
        2,
        1,
    )
    assert found.share == 33


def test_a_hidden_question_counts_and_shows_nowhere(roman, department, client):
    question = ask(roman, department)

    discussion.decide(question.comment, "hide", by=factories.editor(), reason=factories.reason())

    html = client.get(department.get_url()).content.decode()
    assert ASKED not in html
    assert answers_of(department.pk).asked == 0


def test_a_hidden_answer_shows_nowhere(roman, department, official, client):
    question = ask(roman, department)
    answer = actions.answer(question, official, "Телефон пана Івана: 111-22-33.")

    discussion.decide(
        answer, "hide", by=factories.editor(), reason=factories.reason("personal-data")
    )

    html = client.get(department.get_url()).content.decode()
    assert "111-22-33" not in html
    assert "Чужі особисті дані" in html


def test_the_database_keeps_answers_with_their_day(roman, department):
    question = ask(roman, department)

    for broken in (
        {"answered_on": timezone.localdate()},
        {"due_on": question.asked_on - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**broken)


@pytest.mark.parametrize("query", ["", "?answer=overdue", "?answer=x", "?q=ліхтар", "?q=%00"])
def test_the_register_of_questions_is_the_council_s(roman, department, official, sign_in, query):
    ask(roman, department)
    url = f"/admin/spilno_questions/question/{query}"

    assert sign_in(factories.editor()).get(url, follow=True).status_code == 200
    assert sign_in(official.user).get(url).status_code in (302, 403)


def test_a_department_s_page_costs_the_same_with_many_questions(
    roman, department, official, client, kept_pages
):
    from tests.discussion.test_threads import queries

    def more(count):
        for number in range(count):
            question = ask(roman, department, f"{ASKED} № {Question.objects.count()}")
            if number % 2:
                actions.answer(question, official, f"Відповідь № {Question.objects.count()}")

    more(4)
    few = queries(client, department.get_url())
    more(40)

    assert queries(client, department.get_url()) == few <= 15
