"""Flat lists of pages in the admin: each person's own part, filters, columns, exports; the council's reports."""

from django.http import QueryDict
from django.urls import reverse

import pytest

from spilno_pages.admin_listings import sane
from spilno_pages.models import InitiativePage, Topic
from spilno_pages.spreadsheets import harmless
from tests import factories

LISTS = ["posts", "events", "initiatives"]


@pytest.fixture
def both(rosj, yard):
    for organization, word in ((rosj, "Річкове"), (yard, "Дворове")):
        factories.post(organization, f"{word} слово")
        factories.event(organization, f"{word} свято")
        factories.initiative(organization, f"{word} діло")


def listed(client, name, **query):
    answer = client.get(reverse(f"spilno_{name}:index"), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_representative_sees_the_own_organization_s_pages_alone(both, rosj, sign_in, name):
    person = sign_in(factories.representative(rosj))

    for query in ({}, {"q": "слово свято діло"[:5]}, {"q": "Дворове"}, {"organization": "1"}):
        html = listed(person, name, **query).replace('value="Дворове"', "")
        assert "Дворове" not in html.replace("“Дворове”", "").replace("«Дворове»", "")
    assert "Річкове" in listed(person, name)


@pytest.mark.parametrize("name", LISTS)
def test_an_editor_sees_everyone_s_with_their_organizations(both, sign_in, name):
    html = listed(sign_in(factories.editor()), name)

    for words in ("Річкове", "Дворове", "Рось жива", "Двір без бар’єрів"):
        assert words in html


def test_lists_are_filtered(both, rosj, sign_in):
    editor = sign_in(factories.editor())
    topic = Topic.objects.create(name="Річка", slug="river")
    factories.post(rosj, "За темою", topics=[topic])
    factories.post(rosj, "Чернетка допису", live=False)
    InitiativePage.objects.get(title="Дворове діло").decide(stage="work")

    assert "За темою" in listed(editor, "posts", topics=topic.pk)
    assert "Річкове" not in listed(editor, "posts", topics=topic.pk)
    assert "Дворове" not in listed(editor, "posts", organization=rosj.pk)
    assert "Річкове" in listed(editor, "posts", organization=rosj.pk, q="слово")
    assert "Чернетка допису" in listed(editor, "posts", state="draft")
    assert "Річкове" not in listed(editor, "posts", state="draft")
    assert "Дворове" in listed(editor, "initiatives", stage="work")
    assert "Річкове" not in listed(editor, "initiatives", stage="work", q="діло")
    assert "Річкове" not in listed(editor, "events", starts_at_from="2099-01-01")


def test_a_page_under_review_is_found_by_its_state(rosj, sign_in):
    person = factories.representative(rosj)
    post = factories.post(rosj, "Надіслане", live=False, owner=person)
    post.get_workflow().start(post, person)

    assert "Надіслане" in listed(sign_in(factories.editor()), "posts", state="review")
    assert "Надіслане" not in listed(sign_in(factories.editor()), "posts", state="draft")


@pytest.mark.parametrize(
    "query", [{"state": "x"}, {"organization": "-1"}, {"topics": "а"}, {"ordering": "__class__"}]
)
def test_rubbish_in_the_filters_breaks_nothing(both, sign_in, query):
    assert listed(sign_in(factories.editor()), "posts", **query)


def test_the_list_of_organizations_is_the_council_s(both, rosj, sign_in):
    editor, person = sign_in(factories.editor()), sign_in(factories.representative(rosj))

    assert "Двір без бар’єрів" in listed(editor, "organizations", verified="false")
    assert "Рось жива" not in listed(editor, "organizations", verified="false")
    assert "Двір без бар’єрів" not in listed(person, "organizations")
    menu = person.get(reverse("wagtailadmin_home")).content.decode()
    assert "spilno/organizations/" not in menu
    assert "spilno/posts/" in menu


@pytest.mark.parametrize("name", [*LISTS, "organizations"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_can_be_taken_away_as_files(both, sign_in, name, kind):
    answer = sign_in(factories.editor()).get(reverse(f"spilno_{name}:index"), {"export": kind})

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content])


def test_no_cell_of_a_file_is_a_formula(rosj, sign_in):
    factories.post(rosj, "=HYPERLINK(0)")

    answer = sign_in(factories.editor()).get(reverse("spilno_posts:index"), {"export": "csv"})
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()

    assert "'=HYPERLINK(0)" in text
    assert [harmless(value) for value in ("@x", "-1", "слово")] == ["'@x", "'-1", "слово"]


@pytest.mark.parametrize("name", ["spilno_activity_report", "spilno_remarks_report"])
def test_reports_are_the_council_s(both, rosj, sign_in, name):
    editor, person = sign_in(factories.editor()), sign_in(factories.representative(rosj))

    assert editor.get(reverse(name)).status_code == 200
    assert editor.get(reverse(name), {"export": "csv"}).status_code == 200
    assert person.get(reverse(name)).status_code in {302, 403}


def test_the_report_of_activity_counts(both, rosj, sign_in):
    factories.representative(rosj)
    factories.post(rosj, "Ще один")

    html = sign_in(factories.editor()).get(reverse("spilno_activity_report")).content.decode()

    row = html[html.index("Рось жива") :]
    cells = row[: row.index("</tr>")].split("<td>")[1:]
    assert [cell.partition("<")[0] for cell in cells[:3]] == ["2", "1", "1"]


def test_the_report_of_remarks_names_pages_and_what_is_wrong(rosj, sign_in):
    factories.post(rosj, "ВЕЛИКИМИ ЛІТЕРАМИ")
    factories.post(rosj, "Добрий допис")

    html = sign_in(factories.editor()).get(reverse("spilno_remarks_report")).content.decode()

    assert "ВЕЛИКИМИ ЛІТЕРАМИ" in html
    assert "Добрий допис" not in html


def test_a_list_costs_the_same_with_ten_times_the_content(
    rosj, sign_in, django_assert_max_num_queries
):
    editor = sign_in(factories.editor())
    for number in range(3):
        factories.post(rosj, f"Допис {number}")
    editor.get(reverse("spilno_posts:index"))
    for number in range(27):
        factories.post(rosj, f"Ще {number}")

    with django_assert_max_num_queries(40):
        editor.get(reverse("spilno_posts:index"))


@pytest.mark.parametrize("name", [*LISTS, "organizations"])
def test_choosing_a_parent_tells_no_title_of_another_s_draft(rosj, yard, sign_in, name):
    secret = factories.post(yard, "СЕКРЕТНА ЧЕРНЕТКА", live=False)
    person = sign_in(factories.representative(rosj))
    address = reverse(f"spilno_{name}:choose_parent")

    for parent in (secret.pk, yard.pk):
        answer = person.post(address, {"parent_page": parent})
        assert answer.status_code in {302, 403}
        assert "СЕКРЕТНА" not in answer.content.decode()


@pytest.mark.parametrize("parent", ["abc", "9" * 20, " 1", "+1", "-1"])
def test_choosing_nonsense_for_a_parent_is_refused(rosj, sign_in, parent):
    address = reverse("spilno_posts:choose_parent")

    for user in (factories.editor(), factories.representative(rosj)):
        assert sign_in(user).post(address, {"parent_page": parent}).status_code in {400, 403}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_the_city_s_own_pages_too(rosj, sign_in, kind):
    for number in range(3):
        factories.initiative(rosj if number else None, f"Діло {number}")
    address = reverse("spilno_initiatives:index")

    answer = sign_in(factories.editor()).get(address, {"export": kind})
    body = b"".join(answer.streaming_content if answer.streaming else [answer.content])

    assert answer.status_code == 200
    if kind == "csv":
        assert len(body.decode().strip().splitlines()) == 4


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("organizations", {"q": "а", "ordering": "trusted"}),
        ("organizations", {"first_published_at_from": "0001-01-01"}),
        ("events", {"starts_at_from": "0001-01-01", "starts_at_to": "01.01.0001"}),
        ("posts", {"organization": "9" * 20}),
        ("posts", {"topics": "9" * 20, "district": "9" * 20}),
        ("organizations", {"kind": "-" + "9" * 25}),
    ],
)
def test_filters_that_no_database_can_hold_are_passed_over(both, sign_in, name, query):
    assert listed(sign_in(factories.editor()), name, **query)


def test_the_report_takes_no_harm_from_them_either(both, sign_in):
    address = reverse("spilno_activity_report")
    answer = sign_in(factories.editor()).get(address, {"first_published_at_from": "0001-01-01"})

    assert answer.status_code == 200


@pytest.mark.parametrize("value", ["1000", "1712", "1799", "0012", "2026-11-24", "24.11.2026"])
def test_keys_and_days_that_are_there_are_kept(value):
    assert sane(QueryDict(f"organization={value}"))["organization"] == value
