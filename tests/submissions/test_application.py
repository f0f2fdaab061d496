"""An organization comes by itself: from the form through the council's review to its first representative."""

from django.contrib.auth import get_user_model
from django.urls import reverse

from wagtail.models import Page, WorkflowState

import pytest

from spilno_pages.founding import fresh
from spilno_pages.models import OrganizationKind, OrganizationPage
from spilno_pages.notices.models import Notice
from spilno_pages.provisioning.models import Workspace
from spilno_pages.residents.models import ParticipationSettings, Role
from spilno_pages.residents.rules import default_site
from spilno_pages.submissions.models import AccessibilityReport, Application
from tests import factories

APPLY = "/apply/organization/"


def application_data(**more):
    kind = OrganizationKind.objects.get(slug="initsiatyvna-hrupa")
    return {
        "title": "Сусіди Заріччя",
        "kind": kind.slug,
        "register_code": "",
        "summary": "Прибираємо берег і знайомимося.",
        "about": "Нас дванадцять.\n\nЗбираємося щосуботи.",
        "standing": "координаторка",
        "contact_person": "Ольга Д.",
        "entitled": "on",
    } | more


def apply(client, **more):
    return client.post(APPLY, application_data(**more))


def legal(slug="hromadska-orhanizatsiia"):
    return OrganizationKind.objects.get(slug=slug).slug


@pytest.fixture
def rosj(db):
    """Here the only organization of a test is the one that applies."""
    return factories.organization("Рось жива", register_code="00000017", verified=True)


@pytest.fixture
def olha(db):
    return factories.resident(name="Ольга Д.").user


@pytest.fixture
def applied(olha, sign_in):
    apply(sign_in(olha))
    return Application.objects.get()


def decide(application, action, **form):
    state = application.page.workflow_states.order_by("-pk").first().current_task_state
    task = state.task.specific
    task.on_action(state, factories.editor(), action, **form)


def test_an_application_is_a_draft_under_review_and_nobody_sees_it(olha, applied, client):
    page = applied.page.specific

    assert (page.live, page.owner, page.kind.slug) == (False, olha, "initsiatyvna-hrupa")
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert "Збираємося щосуботи." in str(page.body)
    assert "Сусіди Заріччя" not in client.get("/spilno/orhanizatsii/").content.decode()
    assert not Workspace.objects.filter(page=applied.page).exists()
    assert not olha.groups.exists()
    assert Notice.objects.get(user=olha).kind == "application.sent"


def test_approval_publishes_it_and_makes_the_applicant_its_first_representative(
    olha, applied, sign_in, client
):
    decide(applied, "approve")

    applied.refresh_from_db()
    assert applied.state == "approved"
    assert client.get(applied.page.url).status_code == 200
    assert list(applied.page.workspace.group.user_set.all()) == [olha]
    assert Role.objects.get().resident.user == olha
    assert Notice.objects.filter(user=olha, kind="application.approved").count() == 1
    assert sign_in(get_user_model().objects.get(pk=olha.pk)).get("/admin/").status_code == 200
    assert (
        sign_in(olha).get(reverse("cabinet-organization", args=[applied.page_id])).status_code
        == 200
    )


def test_a_returned_application_is_changed_and_sent_again(olha, applied, sign_in):
    client, own = sign_in(olha), reverse("cabinet-application", args=[applied.pk])
    assert not client.get(own).context["verdict"]
    decide(applied, "reject", comment="Додайте, де збираєтеся.")

    page = client.get(own)
    assert "Додайте, де збираєтеся." in page.content.decode()
    assert "Нас дванадцять.\n\nЗбираємося щосуботи." in page.content.decode()
    client.post(own, application_data(meeting="Човнова станція", title="Сусіди Заріччя і Росі"))

    latest = fresh(applied.page).get_latest_revision_as_object()
    assert (latest.meeting, latest.title) == ("Човнова станція", "Сусіди Заріччя і Росі")
    assert fresh(applied.page).current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    decide(applied, "approve")
    assert OrganizationPage.objects.get(pk=applied.page_id).title == "Сусіди Заріччя і Росі"


def test_each_return_is_told_anew(olha, applied, sign_in):
    for reason in ("Раз.", "Два."):
        decide(applied, "reject", comment=reason)
        sign_in(olha).post(reverse("cabinet-application", args=[applied.pk]), application_data())

    told = Notice.objects.filter(user=olha, kind="application.returned").order_by("pk")
    assert [notice.text for notice in told] == ["Раз.", "Два."]


def test_an_application_under_review_is_not_changed_behind_the_editor_s_back(
    olha, applied, sign_in
):
    sign_in(olha).post(
        reverse("cabinet-application", args=[applied.pk]), application_data(title="Інша")
    )

    assert fresh(applied.page).get_latest_revision_as_object().title == "Сусіди Заріччя"


def test_another_s_application_is_nobody_s(applied, sign_in):
    stranger = sign_in(factories.user())

    assert stranger.get(reverse("cabinet-application", args=[applied.pk])).status_code == 404
    assert stranger.post(reverse("application-withdraw", args=[applied.pk])).status_code == 404
    assert Application.objects.exists()


def test_taking_an_application_back_deletes_the_draft(olha, applied, sign_in):
    sign_in(olha).post(reverse("application-withdraw", args=[applied.pk]))

    assert not Application.objects.exists()
    assert not Page.objects.filter(title="Сусіди Заріччя").exists()
    assert not Notice.objects.filter(kind="application.closed").exists()


def test_a_published_organization_is_not_taken_back(olha, applied, sign_in):
    decide(applied, "approve")

    sign_in(olha).post(reverse("application-withdraw", args=[applied.pk]))

    assert Page.objects.filter(title="Сусіди Заріччя", live=True).exists()


def test_a_draft_that_an_editor_deletes_is_told(olha, applied):
    applied.page.specific.delete()

    assert Notice.objects.get(user=olha, kind="application.closed").title


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "Міська рада Білої Церкви"}, "title"),
        ({"title": "Міcькa pада"}, "title"),
        ({"summary": ""}, "summary"),
        ({"kind": "999"}, "kind"),
        ({"kind": "'; --"}, "kind"),
        ({"register_code": "00000017"}, "register_code"),
        ({"standing": ""}, "standing"),
        ({"entitled": ""}, "entitled"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"email": "x\nBcc: y@example.org"}, "email"),
        ({"topics": ["1", "x"]}, "topics"),
    ],
)
def test_a_faulty_application_says_what_is_wrong(olha, sign_in, changes, field):
    answer = apply(sign_in(olha), **changes)

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Application.objects.exists()
    assert not OrganizationPage.objects.exists()


@pytest.mark.parametrize("code", ["", "1234567", "12345679", "abcdefgh", "٠٠٠٠٠٠١٧", "000000017"])
def test_a_legal_person_s_code_is_checked(olha, sign_in, code):
    answer = apply(sign_in(olha), kind=legal(), register_code=code)

    assert "register_code" in answer.context["form"].errors


def test_a_code_that_is_taken_leads_to_its_representatives(rosj, sign_in):
    answer = apply(sign_in(factories.user()), kind=legal(), register_code="00000017")

    assert "запросити" in str(answer.context["form"].errors["register_code"])


def test_a_draft_holds_the_code_too(olha, sign_in):
    apply(sign_in(olha), kind=legal(), register_code="00000035")

    answer = apply(sign_in(factories.user()), kind=legal(), register_code="00000035")

    assert "register_code" in answer.context["form"].errors
    assert OrganizationPage.objects.get().register_code == "00000035"


@pytest.mark.parametrize("field", ["verified", "trusted", "live", "slug", "owner", "page"])
def test_no_field_of_the_form_decides_for_the_council(olha, sign_in, field):
    apply(sign_in(olha), **{field: "1"})

    page = OrganizationPage.objects.get()
    assert (page.verified, page.trusted, page.live, page.slug) == (
        False,
        False,
        False,
        "susidy-zarichchia",
    )


def test_what_people_write_is_text(olha, sign_in):
    apply(
        sign_in(olha),
        about='<script>alert(1)</script> <a href="javascript:x">x</a>',
        title="<b>Сусіди</b>",
    )
    decide(Application.objects.get(), "approve")

    page = sign_in(olha).get(OrganizationPage.objects.get().url).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<b>Сусіди" not in page


def test_three_applications_at_a_time(olha, sign_in):
    client = sign_in(olha)
    for number in range(4):
        answer = apply(client, title=f"Група номер {number}")

    assert answer.status_code == 200
    assert Application.objects.count() == 3


def test_editors_do_not_apply(db, sign_in):
    editor = sign_in(factories.editor())

    assert not editor.get(APPLY).context["verdict"]
    apply(editor)
    assert not Application.objects.exists()


@pytest.mark.parametrize("allowed", [False, True])
def test_the_council_says_whether_minors_apply(sign_in, db, allowed):
    settings = ParticipationSettings.for_site(default_site())
    settings.minors_apply = allowed
    settings.save()
    young = factories.resident(3, age_band="14-17")

    apply(sign_in(young.user))

    assert Application.objects.exists() is allowed


def test_the_register_shows_applications_to_editors_alone(applied, rosj, sign_in):
    address = "/admin/spilno_submissions/application/"

    assert "Сусіди Заріччя" in sign_in(factories.editor()).get(address).content.decode()
    refused = sign_in(factories.representative(rosj)).get(address)
    assert refused.status_code in {302, 403}


# — barriers


def test_a_barrier_is_reported_without_an_account(client, db, mailoutbox):
    answer = client.post(
        "/accessibility/report/", {"problem": "Кнопка мовчить", "where": "/spilno/"}
    )

    assert answer.status_code == 200
    assert AccessibilityReport.objects.get().problem == "Кнопка мовчить"


def test_reports_are_limited_by_address(client, db):
    for _number in range(11):
        answer = client.post("/accessibility/report/", {"problem": "x"})

    assert answer.status_code == 429
    assert AccessibilityReport.objects.count() == 10


def test_an_editor_answers_a_report_and_changes_nothing_of_it(db, sign_in):
    report = AccessibilityReport.objects.create(problem="Кнопка мовчить", where="/spilno/")
    address = f"/admin/spilno_submissions/accessibilityreport/edit/{report.pk}/"

    sign_in(factories.editor()).post(
        address, {"answer": "Виправлено.", "answered_at": "2026-11-24", "problem": "x"}
    )

    report.refresh_from_db()
    assert (report.answer, report.problem) == ("Виправлено.", "Кнопка мовчить")


def test_a_returned_application_blocks_nobody_s_code_and_takes_its_own_again(olha, sign_in):
    client = sign_in(olha)
    apply(client, kind=legal(), register_code="00000035")
    application = Application.objects.get()
    own = reverse("cabinet-application", args=[application.pk])
    decide(application, "reject", comment="Надішліть витяг.")
    assert OrganizationPage.objects.get().register_code == ""
    assert client.get(own).context["form"]["register_code"].value() == "00000035"

    client.post(own, application_data(kind=legal(), register_code="00000035"))
    assert OrganizationPage.objects.get().register_code == "00000035"


def test_a_code_taken_meanwhile_is_refused_in_words(olha, sign_in):
    client = sign_in(olha)
    apply(client, kind=legal(), register_code="00000035")
    application = Application.objects.get()
    decide(application, "reject", comment="Надішліть витяг.")
    factories.organization("Справжня", register_code="00000035")

    answer = client.post(
        reverse("cabinet-application", args=[application.pk]),
        application_data(kind=legal(), register_code="00000035"),
    )

    assert "register_code" in answer.context["form"].errors


def test_an_applicant_who_no_longer_represents_sees_no_later_drafts(olha, applied, sign_in):
    decide(applied, "approve")
    olha.groups.clear()
    page = fresh(applied.page)
    page.title = "Таємна нова назва"
    page.save_revision()
    client = sign_in(get_user_model().objects.get(pk=olha.pk))

    assert (
        "Таємна"
        not in client.get(reverse("cabinet-application", args=[applied.pk])).content.decode()
    )
    assert "Таємна" not in client.post("/cabinet/data/export/").content.decode()


@pytest.mark.parametrize("value", ["9223372036854775808", "-1", "NaN", "\x00", "9" * 400])
@pytest.mark.parametrize("field", ["topics", "district", "kind", "register_code", "title"])
def test_an_odd_value_is_an_error_of_the_form(olha, sign_in, field, value):
    assert apply(sign_in(olha), **{field: value}).status_code in {200, 302, 400}


def test_a_name_that_grows_when_it_is_normalized_is_measured_afterwards(olha, sign_in):
    answer = apply(sign_in(olha), title="\u0958" * 119)

    assert "title" in answer.context["form"].errors
