"""The admin speaks Ukrainian: every screen that editors and representatives meet is read for English words."""

import re

from django.urls import reverse

import pytest
from bs4 import BeautifulSoup, Comment

from spilno_pages.models import District, Topic
from spilno_pages.polls.actions import checkpoint
from spilno_pages.polls.models import Answer, Checkpoint
from spilno_pages.polls.papers import paper_of
from spilno_pages.record.models import AuditEvent
from spilno_pages.residents.actions import give_role, grant
from spilno_pages.residents.models import Roll
from spilno_pages.residents.providers.base import IdentityClaim
from spilno_pages.submissions.models import AccessibilityReport, Application
from tests import factories

# What stands in Latin letters in Ukrainian, too: names, addresses, formats, what people type.
ALLOWED = re.compile(
    r"""[\w.+-]+@[\w.-]+ | https?://\S+ | www\.\S+ | /[\w/.-]+/ | [\w-]+\.(?:png|jpe?g|txt|webp|pdf|csv|xlsx)
    | \b[0-9a-f]{8}\b | \b[0-9a-f]{64}\b | \b(?:id\.gov\.ua|hash_roll|person_tag|residence_basis|district)\b | \b[a-z_]+\.[a-z]+page\b | https?:// | richka | zarichchia
    | \b(?:English|YouTube|Vimeo|Facebook|Telegram|Wagtail|CSV|XLSX|PDF|URL|RSS|HTML|AVIF|GIF|JPE?G|PNG|WEBP|DOCX|ODT|ODS|PPTX|RTF|
    TXT|ZIP|SEO|UTC|EET|EEST|Europe|Kyiv|Alt|Ctrl|Shift|Enter|Esc|Tab|Mod|Testserver|ID|id|px)\b""",
    re.VERBOSE,
)
LATIN = re.compile(r"[A-Za-z][A-Za-z’']{2,}")
READ_ALOUD = ("title", "aria-label", "placeholder", "alt", "data-w-tooltip-content-value")
SILENT = ("script", "style", "template", "svg", "noscript", "code")


def english(html, known=()):
    """Returns the phrases of a screen with English words in them."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in [*soup.find_all(SILENT), *soup.find_all(hidden=True)]:
        if not tag.decomposed:
            tag.decompose()
    texts = [
        str(text)
        for text in soup.find_all(string=True)
        if not isinstance(text, Comment) and not hidden(text)
    ]
    for tag in soup.find_all(True):
        texts += [tag[name] for name in READ_ALOUD if tag.get(name)]
        if tag.name == "input" and tag.get("type") in {"submit", "button"}:
            texts.append(tag.get("value", ""))
    found = set()
    for text in texts:
        bare = ALLOWED.sub(" ", text)
        for word in known:
            bare = bare.replace(word, " ")
        if LATIN.search(bare):
            found.add(" ".join(text.split())[:160])
    return found


def hidden(text):
    """The doctype, and slugs and codes that are shown as they are."""
    return text.parent is None or text.parent.name == "[document]"


@pytest.fixture
def city(rosj):
    """Something of everything, so that no screen is empty."""
    topic = Topic.objects.create(name="Річка", slug="richka")
    District.objects.create(name="Заріччя", slug="zarichchia")
    post = factories.post(rosj, "Видра", topics=[topic])
    factories.event(rosj, "Толока")
    factories.initiative(rosj, "Набережна")
    image, document = factories.image(), factories.document()
    collection = factories.workspace(rosj).collection
    own_image = factories.image("Власне зображення", collection)
    own_document = factories.document("Власний документ", collection)
    person = factories.representative(rosj, first_name="Олена", last_name="Гайова")
    draft = factories.post(rosj, "Чернетка", live=False, owner=person)
    expert = factories.resident(name="Еколог")
    role = give_role(expert, "expert", by=None, title="еколог")
    claim = IdentityClaim("a" * 64, "desk", level=3, basis="registered")
    verification = grant(factories.resident(), claim, clerk=factories.clerk())
    application = Application.objects.create(
        applicant=person, page=draft.page_ptr, standing="голова"
    )
    report = AccessibilityReport.objects.create(problem="Кнопка мовчить", where="Головна")
    Roll.objects.create(name="Реєстр", rows=3)
    poll = factories.poll(
        title="Що додати?", kind="survey", questions=[factories.ONE, ("text", {"text": "Що ще?"})]
    )
    own_words = next(question for question in paper_of(poll).questions if question.kind == "text")
    factories.vote(poll, texts={own_words.pk: "Лави й тінь"})
    checkpoint(poll)
    return {
        "poll": poll,
        "answer": Answer.objects.get(),
        "organization": rosj,
        "post": post,
        "draft": draft,
        "image": image,
        "document": document,
        "own_image": own_image,
        "own_document": own_document,
        "person": person,
        "topic": topic,
        "role": role,
        "verification": verification,
        "application": application,
        "report": report,
    }


def shared_screens(city):
    """Screens of both roles."""
    organization, post = city["organization"], city["post"]
    blog = factories.container(type(post.get_parent().specific), organization)
    page = "wagtailadmin_pages:"
    yield reverse("wagtailadmin_home")
    yield reverse("wagtailadmin_explore", args=[organization.pk])
    yield reverse("wagtailadmin_explore", args=[blog.pk])
    yield reverse(f"{page}add_subpage", args=[organization.pk])
    for container in organization.get_children():
        for model in container.specific_class.allowed_subpage_models():
            label = (model._meta.app_label, model._meta.model_name)
            yield reverse(f"{page}add", args=[*label, container.pk])
    for child in [organization, post, city["draft"], *organization.get_children()]:
        yield reverse(f"{page}edit", args=[child.pk])
        yield reverse(f"{page}history", args=[child.pk])
    for name in ("copy", "delete", "move", "unpublish", "usage", "workflow_history"):
        yield reverse(f"{page}{name}", args=[post.pk])
    yield f"{reverse('wagtailadmin_pages:search')}?q=Видра"
    yield reverse("wagtailadmin_account")
    for name in ("posts", "events", "initiatives", "polls"):
        yield reverse(f"spilno_{name}:index")
        yield reverse(f"spilno_{name}:choose_parent")
    yield reverse("wagtailimages:index")
    yield reverse("wagtailimages:add")
    yield reverse("wagtailimages:add_multiple")
    yield reverse("wagtaildocs:index")
    yield reverse("wagtaildocs:add")
    yield reverse("wagtaildocs:add_multiple")
    yield reverse("wagtailimages_chooser:choose")
    yield reverse("wagtaildocs_chooser:choose")
    yield f"{reverse('wagtailadmin_choose_page')}?page_type=wagtailcore.page"
    yield reverse("wagtailadmin_choose_page_external_link")
    yield reverse("wagtailadmin_choose_page_email_link")
    yield reverse("spilno_people", args=[organization.pk])
    ids = f"?id={post.pk}"
    for action in ("delete", "move", "publish", "unpublish"):
        yield reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + ids


def representative_screens(city):
    yield from shared_screens(city)
    yield reverse("wagtailimages:edit", args=[city["own_image"].pk])
    yield reverse("wagtailimages:delete", args=[city["own_image"].pk])
    yield reverse("wagtaildocs:edit", args=[city["own_document"].pk])


def editor_screens(city):
    yield from shared_screens(city)
    post = city["post"]
    yield reverse("spilno_organizations:index")
    yield reverse("spilno_organizations:choose_parent")
    yield reverse("wagtailimages:edit", args=[city["image"].pk])
    yield reverse("wagtailimages:image_usage", args=[city["image"].pk])
    yield reverse("wagtailimages:delete", args=[city["image"].pk])
    yield reverse("wagtaildocs:edit", args=[city["document"].pk])
    yield reverse("wagtaildocs:delete", args=[city["document"].pk])
    yield reverse("wagtailadmin_pages:set_privacy", args=[post.pk])
    revisions = list(post.revisions.order_by("pk").values_list("pk", flat=True))
    yield reverse("wagtailadmin_pages:revisions_revert", args=[post.pk, revisions[0]])
    yield reverse("wagtailadmin_pages:revisions_compare", args=[post.pk, "earliest", "latest"])
    for report in ("locked_pages", "workflow", "workflow_tasks", "site_history", "aging_pages"):
        yield reverse(f"wagtailadmin_reports:{report}")
    yield reverse("wagtailadmin_reports:page_types_usage")
    yield reverse("spilno_activity_report")
    yield reverse("spilno_remarks_report")
    for model in ("topic", "district", "organizationkind"):
        viewset = f"wagtailsnippets_spilno_pages_{model}"
        yield reverse(f"{viewset}:list")
        yield reverse(f"{viewset}:add")
    yield reverse("wagtailsnippets_spilno_pages_topic:edit", args=[city["topic"].pk])
    yield reverse("wagtailsnippets_spilno_pages_topic:history", args=[city["topic"].pk])
    yield reverse("wagtailsnippets_spilno_pages_topic:usage", args=[city["topic"].pk])
    yield reverse("wagtailsnippets_spilno_pages_topic:delete", args=[city["topic"].pk])
    yield reverse("simple_translation:submit_page_translation", args=[post.get_parent().pk])
    settings = ("spilno_pages", "spilnosettings")
    yield reverse("wagtailsettings:edit", args=[*settings])
    for register in (
        "residents_role",
        "submissions_application",
        "submissions_accessibilityreport",
    ):
        yield reverse(f"spilno_{register}_modeladmin_index")
    yield reverse("spilno_residents_role_modeladmin_create")
    yield reverse("spilno_role_end", args=[city["role"].pk])
    for register, thing in (
        ("residents_role", city["role"]),
        ("submissions_application", city["application"]),
        ("submissions_accessibilityreport", city["report"]),
    ):
        yield reverse(f"spilno_{register}_modeladmin_inspect", args=[thing.pk])
    yield reverse(
        "spilno_submissions_accessibilityreport_modeladmin_edit", args=[city["report"].pk]
    )


def poll_screens(city):
    poll, page = city["poll"], city["poll"].page_id
    for name in ("edit", "history", "copy", "delete", "move", "unpublish", "usage"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[page])
    yield reverse("spilno_poll_extend", args=[page])
    yield reverse("spilno_poll_cancel", args=[page])
    for register in ("poll", "checkpoint", "answer", "participation"):
        yield reverse(f"spilno_polls_{register}_modeladmin_index")
    for register, thing in (("poll", poll), ("checkpoint", Checkpoint.objects.get())):
        yield reverse(f"spilno_polls_{register}_modeladmin_inspect", args=[thing.pk])
    yield reverse("spilno_answer", args=[city["answer"].pk])


def clerk_screens(city):
    yield reverse("wagtailadmin_home")
    yield reverse("spilno_desk")
    yield reverse("spilno_rolls")
    for register in ("resident", "verification"):
        yield reverse(f"spilno_residents_{register}_modeladmin_index")
    verified = city["verification"]
    yield reverse("spilno_residents_verification_modeladmin_inspect", args=[verified.pk])
    yield reverse("spilno_residents_resident_modeladmin_inspect", args=[verified.resident_id])


def administrator_screens(city):
    yield reverse("spilno_record_auditevent_modeladmin_index")
    event = AuditEvent.objects.first()
    yield reverse("spilno_record_auditevent_modeladmin_inspect", args=[event.pk])
    yield reverse("wagtailsettings:edit", args=["spilno_residents", "participationsettings"])


def walk(client, addresses):
    """Returns ["English phrase: address"] of the screens that open; one that neither opens nor refuses is a mistake of the list."""
    found = []
    for address in addresses:
        answer = client.get(address, follow=True)
        if answer.status_code == 403:
            continue
        assert answer.status_code == 200, address
        html = answer.content.decode()
        if answer["Content-Type"].startswith("application/json"):
            html = answer.json().get("html") or ""
        found += [f"{phrase}: {address}" for phrase in english(html)]
    return sorted(found)


def test_a_representative_s_screens_are_in_ukrainian(city, sign_in):
    found = walk(sign_in(city["person"]), representative_screens(city))

    assert found == []


def test_an_editor_s_screens_are_in_ukrainian(city, sign_in):
    found = walk(sign_in(factories.editor()), [*editor_screens(city), *poll_screens(city)])

    assert found == []


def test_a_clerk_s_and_an_administrator_s_screens_are_in_ukrainian(city, sign_in):
    found = walk(sign_in(factories.clerk()), clerk_screens(city))
    found += walk(
        sign_in(factories.user(is_superuser=True)),
        [*administrator_screens(city), *poll_screens(city)],
    )

    assert found == []


def test_letters_of_the_workflow_are_in_ukrainian(city, sign_in, mailoutbox):
    """Submitted, returned with a reason, submitted again, approved: each step writes to whom it concerns."""
    editor, person = factories.editor(), city["person"]
    draft = city["draft"]
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])

    def send():
        form = {"title": "Чернетка", "summary": "", "author": "", "picture": "", "picture_alt": ""}
        form |= {"picture_caption": "", "body-count": "0", "comments-TOTAL_FORMS": "0"}
        form |= {"comments-INITIAL_FORMS": "0", "district": "", "seo_title": ""}
        form |= {"search_description": "", "action-submit": "1", "go_live_at": "", "expire_at": ""}
        assert sign_in(person).post(edit, form).status_code == 302

    def decide(action, **form):
        state = draft.workflow_states.order_by("-pk").first().current_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, action, state.pk])
        assert sign_in(editor).post(address, form).status_code in {200, 302}

    send()
    decide("reject", comment="Додайте опис")
    send()
    decide("approve")

    assert len(mailoutbox) >= 4
    known = ("Testserver", "testserver", "example.org")
    for letter in mailoutbox:
        assert english(letter.subject, known) == set()
        assert english(letter.body.replace("http://localhost:8000", ""), known) == set()
