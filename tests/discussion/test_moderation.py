"""Order in public: reports, decisions with reasons, the author's appeal, organizations on their pages, the council over all."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import pytest

from spilno_pages.discussion import actions
from spilno_pages.discussion.models import (
    Appeal,
    Block,
    Comment,
    Decision,
    Report,
    State,
    Thread,
)
from spilno_pages.notices.models import Notice
from spilno_pages.record.models import AuditEvent
from tests import factories

NOON = timezone.now().replace(hour=10, minute=0)  # UTC: noon or one o'clock in Kyiv


@pytest.fixture
def page(rosj):
    return factories.initiative(rosj)


@pytest.fixture
def author(db):
    return factories.resident(name="Ольга Д.", joined_at=timezone.now() - timedelta(days=30))


@pytest.fixture
def comment(page, author):
    return factories.comment(page, by=author, text="Ви там усі нічого не тямите, пане голово.")


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


def kinds(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_report_hides_nothing_and_is_made_once(comment, sign_in, client, page):
    reader = factories.resident()
    url = reverse("comment-report", args=[comment.pk])

    first = sign_in(reader.user).post(url, {"reason": "insult", "words": "Образив людину"})
    again = sign_in(reader.user).post(url, {"reason": "insult"})

    assert (first.status_code, again.status_code) == (302, 403)
    assert Report.objects.count() == 1
    assert comment.comment in client.get(page.get_url()).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(comment=comment, reporter=reader, reason=factories.reason())


def test_many_reports_hide_nothing_either(comment, page, client):
    for _n in range(30):
        actions.report(comment, factories.resident(), factories.reason())

    comment.refresh_from_db()
    assert comment.state == State.PUBLIC
    assert comment.comment in client.get(page.get_url()).content.decode()


def test_a_person_reports_twenty_comments_a_day(page, sign_in):
    reader = sign_in(factories.resident().user)
    comments = [factories.comment(page) for _n in range(21)]

    codes = [
        reader.post(reverse("comment-report", args=[said.pk]), {"reason": "advert"}).status_code
        for said in comments
    ]

    assert codes == [302] * 20 + [429]


def test_a_report_needs_a_reason_of_the_list(comment, sign_in):
    reader = sign_in(factories.resident().user)

    for reason in ("", "x", "1", "\x00"):
        answer = reader.post(reverse("comment-report", args=[comment.pk]), {"reason": reason})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()

    assert not Report.objects.exists()


def test_hiding_leaves_a_tombstone_with_the_reason_and_tells_the_author(
    comment, page, editor, sign_in, client
):
    url = reverse("comment-moderate", args=[comment.pk])

    answer = sign_in(editor).post(
        url, {"act": "hide", "reason": "insult", "words": "Про справу, будь ласка."}
    )

    comment.refresh_from_db()
    shown = client.get(page.get_url()).content.decode()
    assert answer.status_code == 302
    assert (comment.state, comment.is_public, comment.reason.slug) == ("hidden", False, "insult")
    assert comment.comment not in shown
    assert "Образи" in shown
    assert reverse("moderation-log") in shown
    notice = Notice.objects.get(user=comment.author.user, kind="comment.hidden")
    assert "Образи" in notice.title
    assert "Про справу, будь ласка." in notice.text
    assert AuditEvent.objects.filter(act="comment.hide", subject=f"comment:{comment.pk}").exists()


@pytest.mark.parametrize("act", ["hide", "warn"])
def test_nothing_is_done_to_an_author_without_a_reason(comment, editor, sign_in, act):
    answer = sign_in(editor).post(reverse("comment-moderate", args=[comment.pk]), {"act": act})

    comment.refresh_from_db()
    assert answer.status_code == 200
    assert (comment.state, Decision.objects.count()) == (State.PUBLIC, 0)
    with pytest.raises(ValidationError):
        actions.decide(comment, act, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(comment=comment, act=act)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("editor", True),
        ("keeper", True),
        ("stranger", False),
        ("other", False),
        ("author", False),
        ("official", False),
    ],
)
def test_who_moderates_a_page_of_an_organization(
    comment, editor, keeper, yard, sign_in, who, allowed, author
):
    people = {
        "editor": lambda: editor,
        "keeper": lambda: keeper,
        "stranger": lambda: factories.resident(3).user,
        "other": lambda: factories.representative(yard),
        "author": lambda: author.user,
        "official": lambda: factories.official(factories.department()).user,
    }
    client, url = sign_in(people[who]()), reverse("comment-moderate", args=[comment.pk])

    codes = (
        client.get(url).status_code,
        client.post(url, {"act": "hide", "reason": "insult"}).status_code,
    )

    comment.refresh_from_db()
    assert codes == ((200, 302) if allowed else (403, 403))
    assert (comment.state == State.HIDDEN) is allowed


def test_an_organization_keeps_order_on_its_own_pages_alone(keeper, yard):
    elsewhere = factories.comment(factories.initiative(yard, "Двір"))

    with pytest.raises(PermissionDenied):
        actions.decide(elsewhere, "hide", by=keeper, reason=factories.reason())


def test_the_council_overrules_and_the_organization_lets_it_be(
    comment, editor, keeper, page, client
):
    actions.decide(comment, "hide", by=keeper, reason=factories.reason())
    restored = actions.decide(comment, "restore", by=editor, words="Різко, але по суті.")

    comment.refresh_from_db()
    assert comment.state == State.PUBLIC
    assert restored.overrules.office_words == "Рось жива"
    assert "comment.overruled" in kinds(keeper)
    with pytest.raises(PermissionDenied, match="рада"):
        actions.decide(comment, "hide", by=keeper, reason=factories.reason())
    log = client.get(reverse("moderation-log")).content.decode()
    assert "Рось жива" in log
    assert "змінює попереднє рішення" in log


def test_an_official_answer_is_not_an_organization_s_to_hide(page, keeper, editor):
    official = factories.official(factories.department())
    answer = factories.comment(page, by=official)
    actions.make_official(answer, official)
    answer.refresh_from_db()

    with pytest.raises(PermissionDenied):
        actions.decide(answer, "hide", by=keeper, reason=factories.reason())


def test_a_decision_is_made_once(comment, editor):
    actions.decide(comment, "hide", by=editor, reason=factories.reason())

    with pytest.raises(ValidationError, match="ще раз"):
        actions.decide(comment, "hide", by=editor, reason=factories.reason())
    assert Decision.objects.count() == 1


def test_dismissing_reports_closes_them_and_troubles_nobody(comment, editor, author):
    actions.report(comment, factories.resident(), factories.reason())

    decision = actions.decide(comment, "keep", by=editor)

    assert Report.objects.get().decision == decision
    assert not Comment.objects.troubled().exists()
    assert kinds(author.user) == []


def test_a_block_of_an_organization_holds_on_its_pages_alone(comment, keeper, author, page, yard):
    actions.decide(comment, "hide", by=keeper, reason=factories.reason(), block_days=7)

    with pytest.raises(PermissionDenied, match="Рось жива"):
        factories.comment(page, by=author)
    assert factories.comment(factories.initiative(yard), by=author).state == State.PUBLIC
    assert "comment.blocked" in kinds(author.user)


def test_a_block_of_the_council_holds_everywhere_and_is_lifted(
    comment, editor, author, page, yard, sign_in
):
    actions.decide(comment, "warn", by=editor, reason=factories.reason(), block_days=30)
    with pytest.raises(PermissionDenied):
        factories.comment(factories.initiative(yard), by=author)
    url = reverse("comment-unblock", args=[Block.objects.get().pk])

    assert sign_in(author.user).post(url).status_code == 403
    sign_in(editor).post(url)

    assert factories.comment(page, by=author).state == State.PUBLIC
    assert kinds(author.user) == ["comment.warned", "comment.blocked", "comment.unblocked"]


def test_the_author_appeals_once_and_another_moderator_decides(
    comment, editor, author, sign_in, page, client
):
    decision = actions.decide(comment, "hide", by=editor, reason=factories.reason())
    own = sign_in(author.user)
    url = reverse("appeal", args=[decision.pk])

    assert url in own.get(reverse("cabinet-comments")).content.decode()
    first = own.post(url, {"words": "Я писав про роботу, а не про людину."})
    again = own.post(url, {"words": "Ще раз прошу."})
    colleague = factories.editor()
    factories.resident(user=colleague)
    appeal = Appeal.objects.get()
    desk = reverse("appeal-decide", args=[appeal.pk])
    same = sign_in(editor).post(desk, {"granted": "yes", "answer": "Так."})
    other = sign_in(colleague).post(desk, {"granted": "yes", "answer": "Ваша правда."})

    comment.refresh_from_db()
    appeal.refresh_from_db()
    assert (first.status_code, again.status_code) == (302, 200)
    assert (same.status_code, other.status_code) == (200, 302)
    assert (appeal.granted, appeal.decided_by, comment.state) == (True, colleague, State.PUBLIC)
    assert Decision.objects.get(act="restore").overrules == decision
    assert kinds(author.user) == ["comment.hidden", "appeal.granted"]
    assert comment.comment in client.get(page.get_url()).content.decode()


def test_a_refused_appeal_is_answered_and_final(comment, editor, author, keeper):
    decision = actions.decide(comment, "hide", by=keeper, reason=factories.reason())
    appeal = actions.appeal(decision, author, "Не згодна.")

    with pytest.raises(PermissionDenied):
        actions.decide_appeal(appeal, keeper, granted=True, answer="x")
    actions.decide_appeal(appeal, editor, granted=False, answer="Образа лишається образою.")

    comment.refresh_from_db()
    assert comment.state == State.HIDDEN
    assert "Образа лишається образою." in Notice.objects.get(kind="appeal.refused").text
    with pytest.raises(PermissionDenied):
        actions.decide_appeal(appeal, editor, granted=True, answer="x")
    with pytest.raises(PermissionDenied, match="один раз"):
        actions.appeal(decision, author, "Знову.")


def test_a_granted_appeal_against_a_block_lifts_it(comment, editor, author, page):
    actions.decide(comment, "warn", by=editor, reason=factories.reason(), block_days=30)
    decision = Decision.objects.get(act="block")
    appeal = actions.appeal(decision, author, "Не згодна.")

    actions.decide_appeal(appeal, factories.editor(), granted=True, answer="Знято.")

    assert not Block.objects.in_force().exists()
    assert factories.comment(page, by=author).state == State.PUBLIC


def test_nobody_appeals_for_another_or_after_a_month(comment, editor, author, sign_in):
    decision = actions.decide(comment, "hide", by=editor, reason=factories.reason())

    stranger = sign_in(factories.resident().user).get(reverse("appeal", args=[decision.pk]))
    Decision.objects.update(at=timezone.now() - timedelta(days=31))
    decision.refresh_from_db()

    assert stranger.status_code == 404
    with pytest.raises(PermissionDenied, match="30 днів"):
        actions.appeal(decision, author, "Пізно.")


def test_the_public_log_names_nobody(comment, editor, author, client):
    actions.decide(comment, "hide", by=editor, reason=factories.reason(), words="Слова авторці")

    log = client.get(reverse("moderation-log")).content.decode()

    assert "Образи" in log
    assert "Міська рада" in log
    for secret in (author.display_name, "Ірина", comment.comment, "Слова авторці"):
        assert secret not in log


def test_the_queue_is_the_moderator_s_own_and_oldest_first(
    comment, page, yard, editor, keeper, sign_in
):
    later = factories.comment(page)
    foreign = factories.comment(factories.initiative(yard))
    for said in (later, comment, foreign):
        actions.report(said, factories.resident(), factories.reason())
    url = reverse("cabinet-moderation")

    council, own = (sign_in(person).get(url).content.decode() for person in (editor, keeper))

    def shown(html):
        places = {
            key: html.find(reverse("comment-moderate", args=[key]))
            for key in (comment.pk, later.pk, foreign.pk)
        }
        return sorted((key for key in places if places[key] >= 0), key=places.get)

    assert shown(council) == [comment.pk, later.pk, foreign.pk]
    assert shown(own) == [comment.pk, later.pk]
    assert sign_in(factories.resident().user).get(url).status_code == 403


def test_moderators_are_told_once_a_day_and_not_of_an_empty_queue(comment, editor, keeper):
    assert actions.daily_summary(NOON) == 0
    actions.report(comment, factories.resident(), factories.reason())

    told = [actions.daily_summary(NOON), actions.daily_summary(NOON + timedelta(hours=2))]
    tomorrow = actions.daily_summary(NOON + timedelta(days=1))
    night = actions.daily_summary(NOON.replace(hour=1) + timedelta(days=2))

    assert told == [2, 0]
    assert (tomorrow, night) == (2, 0)
    assert kinds(editor) == kinds(keeper) == ["moderation.daily"] * 2


def test_how_people_talk_is_set_by_the_page_s_moderators(page, keeper, yard, sign_in):
    url = reverse("discussion-set", args=[page.pk])
    data = {"mode": "closed", "note": "До рішення ради", "asks_stance": "false"}

    refused = sign_in(factories.representative(yard)).post(url, data)
    done = sign_in(keeper).post(url, data)

    thread = Thread.objects.get()
    assert (refused.status_code, done.status_code) == (403, 302)
    assert (thread.mode, thread.note, thread.asks_stance) == ("closed", "До рішення ради", False)
    assert AuditEvent.objects.filter(act="discussion.set").exists()


def test_pages_that_people_spoke_under_are_kept(comment, page, rosj, editor, sign_in):
    client = sign_in(editor)

    for where in (page, page.get_parent(), rosj):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[where.pk]), follow=True)
        assert "зник" in answer.content.decode().casefold()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{bulk}?id={page.pk}&next=/admin/")

    page.refresh_from_db()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("name", ["comment", "report", "decision", "appeal", "block"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=тямите",
        "?since=7",
        "?author__user__password__startswith=a",
        "?o=1.2.-3",
        "?p=x",
        "?state__exact=hidden&reason=insult&waits=yes",
        "?q=%00",
    ],
)
def test_the_registers_answer_whatever_is_asked(comment, editor, sign_in, name, query):
    actions.report(comment, factories.resident(), factories.reason())
    decision = actions.decide(comment, "hide", by=editor, reason=factories.reason(), block_days=1)
    actions.appeal(decision, comment.author, "Не згодна.")

    answer = sign_in(editor).get(f"/admin/spilno_discussion/{name}/{query}", follow=True)

    assert answer.status_code == 200


def test_registers_begin_with_what_waits_longest(page, editor, sign_in):
    calm, later, first = (factories.comment(page, text=f"Слово {n}") for n in "абв")
    for comment, days in ((later, 1), (first, 2)):
        report = actions.report(comment, factories.resident(), factories.reason())
        Report.objects.filter(pk=report.pk).update(made_at=timezone.now() - timedelta(days=days))
    Comment.objects.filter(pk=first.pk).update(submit_date=timezone.now() - timedelta(days=9))
    client = sign_in(editor)

    for name, wanted in (("comment", [first, later, calm]), ("report", [first, later])):
        html = client.get(f"/admin/spilno_discussion/{name}/").content.decode()
        places = [html.index(comment.comment) for comment in wanted]
        assert places == sorted(places)


def test_the_admin_s_first_screen_tells_of_the_queue(comment, editor, keeper, sign_in):
    actions.report(comment, factories.resident(), factories.reason())

    for person in (editor, keeper):
        assert reverse("cabinet-moderation") in sign_in(person).get("/admin/").content.decode()


def test_registers_are_the_council_s(keeper, sign_in):
    for name in ("comment", "report", "decision", "appeal", "block"):
        assert sign_in(keeper).get(f"/admin/spilno_discussion/{name}/").status_code in (302, 403)


def test_notices_say_who_answered_and_whose_page_it_is(
    page, author, keeper, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        root = factories.comment(page, by=author)
    with django_capture_on_commit_callbacks(execute=True):
        factories.comment(page, by=keeper.resident, answers=root)
    with django_capture_on_commit_callbacks(execute=True):
        factories.comment(page)

    assert kinds(author.user) == ["comment.reply"]
    assert kinds(keeper) == ["comment.on_page"]
    assert "Олена Гайова" in Notice.objects.get(user=author.user).title


def test_badges_say_who_spoke_then(page, rosj, keeper):
    department = factories.department()
    people = {
        "council": factories.official(department),
        "expert": factories.resident(name="Віктор"),
        "organization": keeper.resident,
        "": factories.resident(name="Сусідка"),
    }
    from spilno_pages.residents.actions import end_role, give_role

    give_role(people["expert"], "expert", by=None, title="еколог")
    said = {badge: factories.comment(page, by=person) for badge, person in people.items()}

    assert {badge: comment.badge for badge, comment in said.items()} == {b: b for b in people}
    assert said["council"].badge_words == "начальниця, Управління благоустрою"
    assert said["organization"].badge_words == "Рось жива"
    end_role(people["council"].roles.get(), by=None)
    said["council"].refresh_from_db()
    assert said["council"].badge == "council"


def test_a_representative_is_a_neighbor_on_other_organizations_pages(keeper, yard):
    elsewhere = factories.comment(factories.initiative(yard, "Двір"), by=keeper.resident)

    assert (elsewhere.badge, elsewhere.badge_words) == ("", "")


def test_only_officials_answer_officially(page, sign_in):
    official = factories.official(factories.department())
    data = {"comment": "Візьмемо на баланс до 1 березня.", "official": "on"}
    url = reverse("discussion-write", args=[page.pk])

    sign_in(factories.resident(3).user).post(url, data | {"comment": "Я теж рада."})
    sign_in(official.user).post(url, data)

    pinned = Thread.objects.get().answer
    assert (pinned.author, pinned.is_official) == (official, True)
    assert list(Comment.objects.filter(is_official=True)) == [pinned]
