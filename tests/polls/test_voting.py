"""From the ballot to the receipt over HTTP, as people and as those who try."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

import pytest

from spilno_pages.polls import actions, bulk, keys, rules
from spilno_pages.polls.ballot_tags import code_of, salt_of
from spilno_pages.polls.models import Ballot, Participation, Poll, SealedBallot
from spilno_pages.polls.tallies import tally

from ..factories import codes, fresh, option, poll, poll_page, resident, user, vote

pytestmark = pytest.mark.django_db
SEVERAL = (
    "several",
    {
        "text": "Що будувати?",
        "options": [{"text": "Лави"}, {"text": "Світло"}, {"text": "Стежка"}],
        "least": 2,
        "most": 2,
    },
)


def posted(client, asked, step="cast", **values):
    data = {"paper": asked.content_hash, "q1": "1.1"} | values
    return client.post(f"/polls/{asked.pk}/{step}/", data)


def words(response):
    return response.content.decode()


def receipt_code(response):
    return re.search(r'class="code" id="code">([^<]+)<', words(response)).group(1)


@pytest.fixture
def person(db):
    return resident(level=3)


@pytest.fixture
def voter(person, sign_in):
    return sign_in(person.user)


def test_review_shows_the_choice_and_writes_nothing(voter):
    asked = poll()

    page = posted(voter, asked, "review", q1=codes(asked)["Вербова"])

    assert page.status_code == 200
    assert "<dd>Вербова</dd>" in words(page)
    assert "Перевірте голос" in words(page)
    assert page["Cache-Control"] == "private, no-store"
    assert not Ballot.objects.exists()


def test_casting_shows_the_receipt_once(voter):
    asked = poll()

    page = posted(voter, asked, q1=codes(asked)["Вербова"])

    assert page.status_code == 200
    assert "Ваш голос зараховано" in words(page)
    assert salt_of(receipt_code(page)) == bytes(Ballot.objects.get().salt)
    assert page["Cache-Control"] == "private, no-store"
    assert receipt_code(page) not in words(voter.get(asked.page.url))
    assert receipt_code(page) not in words(voter.get(f"/polls/{asked.pk}/mine/"))
    assert receipt_code(page) not in words(voter.get("/cabinet/votes/"))


@pytest.mark.parametrize("changeable", [True, False])
def test_a_retry_after_a_lost_answer_says_that_the_vote_is_counted(voter, changeable):
    asked = poll(allow_change=changeable)
    posted(voter, asked)

    again = posted(voter, asked)

    assert again.status_code == 200
    assert "Ваш голос уже враховано" in words(again)
    assert Ballot.objects.count() == Participation.objects.count() == 1


def test_a_vote_with_session_and_account_costs_seven_queries(
    kept_pages, voter, django_assert_max_num_queries
):
    asked = poll()
    posted(voter, asked, "review")

    with django_assert_max_num_queries(7):
        assert posted(voter, asked).status_code == 200


@pytest.fixture
def kept_and_committed(kept_pages, django_capture_on_commit_callbacks):
    """A poll is remembered while nothing changes; what an editor does is committed at once."""
    return django_capture_on_commit_callbacks


@pytest.mark.parametrize("step", ["review", "cast"])
def test_a_cancelled_poll_takes_no_vote_from_a_process_that_remembers_it(
    kept_and_committed, voter, step
):
    asked = poll()
    assert posted(voter, asked, step).status_code == 200

    with kept_and_committed(execute=True):
        actions.cancel(asked, "Питання поставлено помилково.", by=None)

    page = posted(voter, asked, step)
    assert page.status_code == 403
    assert "скасовано" in words(page)


def test_a_longer_term_is_told_by_the_next_receipt(kept_and_committed, voter):
    asked = poll()
    posted(voter, asked)
    later = asked.closes_at + timedelta(days=3)

    with kept_and_committed(execute=True):
        actions.extend(asked, later, "Дали більше часу на обговорення.", by=None)

    assert rules.moment(later) in words(posted(voter, asked, q1=codes(asked)["Вербова"]))


@pytest.mark.parametrize("end", ["cancelled", "closed"])
def test_the_database_refuses_a_vote_that_a_late_process_would_take(kept_pages, voter, end):
    asked = poll()
    posted(voter, asked, "review")
    # Nothing is committed within a test, so the news of the change does not come.
    if end == "cancelled":
        Poll.objects.filter(pk=asked.pk).update(cancelled_at=timezone.now())
    else:
        over = timezone.now() - timedelta(minutes=1)
        bulk.move_times(asked, over - timedelta(days=1), over)

    page = posted(voter, asked)

    assert page.status_code == 403
    assert gettext("Voting is closed. The vote was not taken.") in words(page)
    assert not Ballot.objects.exists()
    assert not Participation.objects.exists()


@pytest.mark.parametrize("ballots", [0, 40])
def test_the_page_of_a_poll_costs_fifteen_queries(
    kept_pages, client, ballots, django_assert_max_num_queries
):
    asked = poll(shown="always")
    if ballots:
        bulk.stuff(asked, ballots)
    client.get(asked.page.url)

    with django_assert_max_num_queries(15):
        assert client.get(f"{asked.page.url}?afresh=1").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"q1": "9.9"},
        {"q1": "-1"},
        {"q1": str(2**63)},
        {"q1": "текст"},
        {"q1": ""},
        {"q1": ["1.1", "1.2"]},
        {"q1": "1.1\x00"},
        {"q1": "1.1' OR 1=1 --"},
        {"paper": "0" * 64},
        {"paper": ""},
    ],
    ids=str,
)
@pytest.mark.parametrize("step", ["review", "cast"])
def test_what_is_not_on_the_ballot_is_refused_with_words(voter, sent, step):
    asked = poll()

    page = posted(voter, asked, step, **sent)

    assert page.status_code == 422
    assert "<title>Помилка:" in words(page)
    assert not Ballot.objects.exists()
    assert not Participation.objects.exists()


def test_another_poll_s_option_is_not_on_the_ballot(voter):
    asked, other = poll(), poll(title="Інше", questions=[SEVERAL])

    page = posted(voter, other, q1=["1.1"])

    assert page.status_code == 422
    assert option(asked).pk != option(other).pk
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("sent", "good"),
    [
        ([], False),
        (["1.1"], False),
        (["1.1", "1.2"], True),
        (["1.1", "1.2", "1.3"], False),
        (["1.1", "1.1"], False),
        (["1.1", "1.2", "1.2"], True),
        (["1.4"], True),
        (["1.1", "1.4"], False),
    ],
    ids=str,
)
def test_several_of_many_within_the_bounds(voter, sent, good):
    """1.4 is the abstention: it stands alone."""
    asked = poll(questions=[SEVERAL])

    page = posted(voter, asked, q1=sent)

    assert page.status_code == (200 if good else 422)
    said = [ballot.choices for ballot in Ballot.objects.all()]
    assert said == ([dict.fromkeys(sent, 1)] if good else [])


@pytest.mark.parametrize("step", ["review", "cast"])
def test_an_address_that_is_opened_leads_to_the_ballot(voter, step):
    asked = poll()

    page = voter.get(f"/polls/{asked.pk}/{step}/", {"q1": "1.1"})

    assert page.status_code == 302
    assert page.url == f"{asked.page.url}#ballot"
    assert not Ballot.objects.exists()


def test_casting_needs_the_token_and_the_site_s_own_origin(person):
    asked = poll()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person.user)
    review = posted(strict, asked, "review")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', words(review)).group(1)

    without = posted(strict, asked)
    foreign = strict.post(
        f"/polls/{asked.pk}/cast/",
        {"paper": asked.content_hash, "q1": "1.1", "csrfmiddlewaretoken": token},
        headers={"origin": "https://evil.example"},
    )
    own = posted(strict, asked, csrfmiddlewaretoken=token)

    assert (review.status_code, without.status_code, foreign.status_code) == (200, 403, 403)
    assert own.status_code == 200
    assert Ballot.objects.count() == 1


def test_somebody_without_an_account_is_sent_to_sign_in_and_back(client):
    asked = poll()

    page = posted(client, asked, "review")
    cast = posted(client, asked)

    assert page.status_code == 403
    assert f"/account/login/?next={asked.page.url.replace('/', '%2F')}" in words(page)
    assert cast.status_code == 302
    assert cast.url.startswith("/account/login/")
    assert client.session.items() == [] or "q1" not in str(dict(client.session))


REFUSED = [
    ("level 0", {"level": 0}, {}, "/cabinet/verification/"),
    ("level 2", {"level": 2}, {}, "/cabinet/verification/"),
    (
        "expired residence",
        {"level": 3, "valid_until": timezone.localdate().replace(year=2020)},
        {},
        "/cabinet/verification/",
    ),
    ("a minor", {"level": 3, "age_band": "14-17"}, {}, "18"),
    ("without a name", {"level": 3, "name": ""}, {"kind": "named"}, "/cabinet/profile/"),
]


@pytest.mark.parametrize(
    ("who", "fields", "terms", "step"), REFUSED, ids=[row[0] for row in REFUSED]
)
def test_who_may_not_vote_reads_why_and_what_to_do(sign_in, who, fields, terms, step):
    asked, person = poll(**terms), resident(**fields)
    client = sign_in(person.user)

    review, cast = posted(client, asked, "review"), posted(client, asked)

    for page in (review, cast):
        assert page.status_code == 403
        assert "Ваш голос не прийнято" in words(page)
        assert step in words(page)
    assert not Ballot.objects.exists()


def test_a_district_asks_those_who_proved_to_live_there(sign_in):
    from spilno_pages.models import District

    here, there = (
        District.objects.create(name=name, slug=slug)
        for name, slug in (("Заріччя", "zar"), ("Гайок", "hai"))
    )
    asked = poll(audience=here)
    said, other, own = (
        resident(level=3, district=here),
        resident(level=3, proven_district=there),
        resident(level=3, proven_district=here),
    )

    answers = [posted(sign_in(one.user), asked).status_code for one in (said, other, own)]

    assert answers == [403, 403, 200]
    assert Participation.objects.get().district == here


@pytest.mark.parametrize("state", ["soon", "closed", "cancelled", "keyless", "sealed"])
def test_out_of_its_time_a_poll_takes_no_vote(voter, state):
    soon = {"opens_at": timezone.now() + timezone.timedelta(days=1)} if state == "soon" else {}
    asked = poll(**soon)
    if state in {"closed", "sealed"}:
        bulk.close_soon(asked)
    if state == "sealed":
        actions.seal_due()
    if state == "cancelled":
        actions.cancel(asked, "Питання втратило сенс: двір уже зробили.", by=None)
    if state == "keyless":
        keys.path_of(asked).unlink()

    review, cast = posted(voter, asked, "review"), posted(voter, asked)

    assert (review.status_code, cast.status_code) == (403, 403)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("hidden", ["unpublished", "private"])
def test_a_page_that_is_not_public_takes_no_vote(voter, hidden):
    from wagtail.models import PageViewRestriction

    asked = poll()
    if hidden == "private":
        PageViewRestriction.objects.create(page=asked.page, restriction_type="login")
    else:
        fresh(asked.page).unpublish()

    answers = [posted(voter, asked, step).status_code for step in ("review", "cast")]

    assert answers == [404, 404]
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 30, "-1", "x", "1.5"])
def test_numbers_that_no_poll_has_are_not_found(voter, number):
    for address in ("", "review/", "cast/", "mine/", "withdraw/", "find/", "results.json"):
        assert voter.post(f"/polls/{number}/{address}").status_code in {404, 405}
        assert voter.get(f"/polls/{number}/{address}").status_code == 404


def test_withdrawing_over_http_and_voting_anew(voter):
    asked = poll()
    posted(voter, asked)

    question = voter.get(f"/polls/{asked.pk}/withdraw/")
    done = voter.post(f"/polls/{asked.pk}/withdraw/")

    assert "Відкликати" in words(question)
    assert done.status_code == 302
    assert not Ballot.objects.exists()
    assert posted(voter, asked).status_code == 200


def test_withdrawing_where_it_cannot_be_is_refused_with_words(voter):
    asked = poll(allow_change=False)
    posted(voter, asked)

    page = voter.post(f"/polls/{asked.pk}/withdraw/")

    assert page.status_code == 403
    assert Ballot.objects.count() == 1


def test_whether_a_vote_is_recorded_is_told_without_what_it_is(voter):
    asked = poll()
    before = words(voter.get(f"/polls/{asked.pk}/mine/"))
    posted(voter, asked, q1=codes(asked)["Вербова"])

    after = words(voter.get(f"/polls/{asked.pk}/mine/"))

    assert "Вашого голосу" in before or "не записано" in before
    assert "Ваш голос зараховано" in after
    assert "Вербова" not in after


def test_after_voting_the_page_marks_no_option(voter):
    asked = poll()
    posted(voter, asked)

    page = words(voter.get(asked.page.url))

    assert " checked" not in page
    assert "Ваш голос зараховано" in page


def test_an_editor_s_changed_paper_asks_the_voter_to_read_anew(voter):
    """The form of a page that was loaded before the paper was laid anew names other options under the same codes."""
    asked = poll()

    page = posted(voter, asked, paper="f" * 64)

    assert page.status_code == 422
    assert "змінився" in words(page)


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("", False),
        ("АБВГ", False),
        ("A" * 25, False),
        ("A" * 27, False),
        ("<script>", False),
        ("\x00", False),
    ],
)
def test_what_is_no_code_is_told_so(client, code, good):
    asked = poll()
    bulk.close_soon(asked)
    actions.seal_due()

    page = client.post(f"/polls/{asked.pk}/find/", {"code": code})

    assert page.status_code == 422
    assert "<script>alert" not in words(page)


def test_a_code_that_is_not_in_the_list_is_told_so(client):
    asked = poll()
    receipt, person = vote(asked)
    vote(asked, person, "1.2")
    bulk.close_soon(asked)
    actions.seal_due()

    page = client.post(f"/polls/{asked.pk}/find/", {"code": code_of(receipt.salt)})

    assert page.status_code == 200
    assert "Такого коду в списку немає" in words(page)
    assert SealedBallot.objects.count() == 1


def test_nothing_of_a_vote_is_in_the_session_or_the_log(voter, caplog, capsys):
    asked = poll()
    with caplog.at_level("DEBUG"):
        page = posted(voter, asked, q1=codes(asked)["Вербова"])

    code, kept = receipt_code(page), str(dict(voter.session.items()))
    logged = "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )

    assert (
        "1." not in kept.replace("127.0.0.1", "").replace("backends.ModelBackend", "")
        or "q1" not in kept
    )
    for text in (kept, logged, capsys.readouterr().out):
        assert code not in text
        assert "Вербова" not in text


def test_whoever_casts_without_end_is_asked_to_wait(voter, settings):
    from spilno_pages.polls.limits import CASTS

    asked = poll()

    answers = [posted(voter, asked).status_code for _each in range(CASTS.times + 1)]

    assert set(answers[:-1]) == {200}
    assert answers[-1] == 429
    assert sum(tally(asked).values()) == 1


def test_the_admin_shows_no_ballots_and_no_choices(sign_in):
    from django.contrib.auth import get_user_model

    asked = poll()
    vote(asked)
    boss = get_user_model().objects.create_superuser("boss@example.org", "password")
    client = sign_in(boss)

    listing = client.get("/admin/spilno_polls/participation/")
    polls = client.get("/admin/spilno_polls/poll/")

    assert (listing.status_code, polls.status_code) == (200, 200)
    assert Participation.objects.get().voter_tag not in words(listing)
    for model in ("ballot", "sealedballot"):
        assert client.get(f"/admin/spilno_polls/{model}/").status_code == 404
    for act in ("create", "edit/1", "delete/1"):
        assert client.get(f"/admin/spilno_polls/participation/{act}/").status_code in {
            302,
            403,
            404,
        }


def test_an_editor_sees_polls_but_not_who_took_part(sign_in):
    from ..factories import editor

    client = sign_in(editor())

    assert client.get("/admin/spilno_polls/poll/").status_code == 200
    assert client.get("/admin/spilno_polls/participation/").status_code in {302, 403}


def test_a_person_without_a_name_still_votes_in_secret(sign_in):
    asked = poll()

    assert posted(sign_in(resident(level=3, name="").user), asked).status_code == 200


def test_an_account_that_is_switched_off_votes_no_more(sign_in):
    asked, person = poll(), resident(level=3)
    client = sign_in(person.user)
    type(person.user).objects.filter(pk=person.user.pk).update(is_active=False)

    assert posted(client, asked).status_code == 302
    assert not Ballot.objects.exists()


def test_a_draft_is_no_poll(client):
    page = poll_page(live=False, title="Чернетка", owner=user())

    assert page.poll is None
    assert client.get(page.url or "/x/").status_code == 404
