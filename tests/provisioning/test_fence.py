"""NGO A on every admin address that can name something of NGO B: refused, and nothing of B's is shown or changed."""

import json
import re

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from wagtail.models import Comment, Page, PageLogEntry, Revision

import pytest

from spilno_pages.founding import fresh
from spilno_pages.models import OrganizationPage
from spilno_pages.provisioning.actions import review_workflow
from tests import factories

SECRET = "Таємна чернетка Двору"
SECRET_FILE = "Таємний файл Двору"
# Signing out, and a view that fails on purpose.
SKIPPED = {"wagtailadmin_logout", "wagtailadmin_error_test"}


def admin_patterns(patterns=None, prefix="", namespaces=()):
    """Yields (view name with namespaces, names of its arguments) of everything below /admin/."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if patterns is None and not route.startswith("admin/"):
                continue
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from admin_patterns(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            names = re.findall(r"<(?:\w+:)?(\w+)>", route)
            yield ":".join((*namespaces, pattern.name)), tuple(names)


ADDRESSES = sorted({found for found in admin_patterns() if found[0] not in SKIPPED})


@pytest.fixture
def theirs(yard):
    """Everything of NGO B that an address may name."""
    author = factories.representative(yard)
    draft = factories.post(yard, SECRET, live=False, owner=author)
    draft.title = SECRET
    revision = draft.save_revision(user=author)
    workspace = factories.workspace(yard)
    state = review_workflow().start(draft, author)
    return {
        "page": draft,
        "revision": revision,
        "image": factories.image(SECRET_FILE, collection=workspace.collection),
        "document": factories.document(SECRET_FILE, collection=workspace.collection),
        "task_state": state.current_task_state,
        "workspace": workspace,
        "author": author,
    }


def argument(name, view, theirs):
    """Returns what to put for an argument so that the address names something of B's."""
    page = theirs["page"]
    values = {
        "revision_id": theirs["revision"].pk,
        "revision_id_a": "earliest",
        "revision_id_b": theirs["revision"].pk,
        "task_state_id": theirs["task_state"].pk,
        "task_id": theirs["task_state"].task_id,
        "user_id": theirs["author"].pk,
        "image_id": theirs["image"].pk,
        "document_id": theirs["document"].pk,
        "filter_spec": "max-100x100",
        "app_label": "spilno_pages",
        "model_name": "blogpostpage",
        "app_name": "spilno_pages",
        "content_type_app_name": "spilno_pages",
        "content_type_model_name": "blogpostpage",
        "action_name": "approve",
        "action": "delete",
        "language_code": "en",
        "signature": "x",
        "slug": page.slug,
    }
    if name in values:
        return values[name]
    if name == "pk" and "image" in view:
        return theirs["image"].pk
    if name == "pk" and "doc" in view:
        return theirs["document"].pk
    return page.pk


def address(view, names, theirs):
    if view == "wagtailadmin_pages:revisions_compare":  # the only one with nameless arguments
        return reverse(view, args=[theirs["page"].pk, "earliest", theirs["revision"].pk])
    return reverse(view, kwargs={name: argument(name, view, theirs) for name in names})


def snapshot(theirs):
    return {
        "pages": list(
            Page.objects.order_by("pk").values_list(
                "pk", "title", "draft_title", "path", "live", "locked"
            )
        ),
        "revisions": Revision.objects.count(),
        "images": theirs["image"]
        .__class__.objects.values_list("title", "collection")
        .get(pk=theirs["image"].pk),
        "documents": theirs["document"]
        .__class__.objects.values_list("title")
        .get(pk=theirs["document"].pk),
        "task": type(theirs["task_state"]).objects.get(pk=theirs["task_state"].pk).status,
        "people": list(theirs["workspace"].group.user_set.values_list("pk", flat=True)),
        "comments": Comment.objects.count(),
    }


def shows(answer, words):
    """True if the answer has the words, as they are or as JSON escapes them."""
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    return words in text or json.dumps(words)[1:-1] in text


def leaks(client, url, theirs, organization):
    """Returns what is wrong with the answers of an address: [] for a good fence."""
    asked = {"id": [theirs["page"].pk, theirs["image"].pk, theirs["document"].pk]}
    forged = {
        "title": "чуже",
        "comment": "так",
        "collection": 1,
        "new_parent_page": organization.pk,
        "external-link-chooser-url": "https://example.org/",
    }
    wrong = []
    for answer in (
        client.get(url, asked),
        client.get(url, headers={"x-requested-with": "XMLHttpRequest"}),
        client.post(url, forged),
    ):
        if answer.status_code >= 500:
            wrong.append(f"{url}: {answer.status_code}")
        if shows(answer, SECRET) or shows(answer, SECRET_FILE):
            wrong.append(f"{url}: shows what is another's")
    return wrong


@pytest.mark.parametrize("trusted", [False, True])
def test_no_address_of_the_admin_opens_another_organization(rosj, theirs, sign_in, trusted):
    rosj.decide(trusted=trusted)
    client = sign_in(factories.representative(rosj))
    before = snapshot(theirs)
    wrong = []

    for view, names in ADDRESSES:
        url = address(view, names, theirs)
        wrong += leaks(client, url, theirs, rosj)
        if snapshot(theirs) != before:
            pytest.fail(f"{url} changed what is another's")

    assert len(ADDRESSES) > 100
    assert wrong == []


LISTS = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:search",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:page_types_usage",
    "wagtailimages:index",
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results",
    "wagtaildocs:index",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
]


@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize("view", LISTS)
def test_no_list_of_the_admin_shows_another_organization_s_drafts_and_files(
    rosj, theirs, sign_in, view, trusted
):
    rosj.decide(trusted=trusted)
    locked = fresh(theirs["page"])
    locked.locked, locked.locked_by = True, theirs["author"]
    locked.save()
    client = sign_in(factories.representative(rosj))

    for query in (
        {},
        {"q": "Таємна"},
        {"q": "Таємний"},
        {"content_type": "", "page_type": "wagtailcore.page"},
    ):
        answer = client.get(reverse(view), query)

        assert answer.status_code < 500
        assert not shows(answer, SECRET)
        assert not shows(answer, SECRET_FILE)


@pytest.mark.parametrize(
    ("view", "parameter", "what"),
    [
        ("wagtailimages_chooser:chosen_multiple", "id", "image"),
        ("wagtaildocs_chooser:chosen_multiple", "id", "document"),
        ("wagtailadmin_choose_page", "target_pages[]", "page"),
        ("wagtailadmin_api:images:listing", "fields", "image"),
        ("wagtailadmin_api:documents:listing", "fields", "document"),
        ("wagtailadmin_api:pages:listing", "child_of", "page"),
    ],
)
def test_no_parameter_opens_another_organization(rosj, theirs, sign_in, view, parameter, what):
    client = sign_in(factories.representative(rosj))

    answer = client.get(reverse(view), {parameter: theirs[what].pk})

    assert answer.status_code < 500
    assert not shows(answer, SECRET)
    assert not shows(answer, SECRET_FILE)


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_no_bulk_action_reaches_another_organization(rosj, theirs, sign_in, action):
    rosj.decide(trusted=True)
    client = sign_in(factories.representative(rosj))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    before = snapshot(theirs)

    shown = client.get(url, {"id": theirs["page"].pk, "next": "/admin/"})
    client.post(
        f"{url}?id={theirs['page'].pk}&next=/admin/", {"chooser": rosj.pk, "move_applicable": "1"}
    )

    assert not shows(shown, SECRET)
    assert snapshot(theirs) == before


def test_a_live_page_of_another_may_be_linked_but_its_draft_title_is_not_shown(rosj, yard, sign_in):
    published = factories.post(yard, "Пандус готовий")
    published.title = SECRET
    published.save_revision()
    client = sign_in(factories.representative(rosj))
    parent = published.get_parent()

    answer = client.get(reverse("wagtailadmin_choose_page_child", args=[parent.pk]))

    assert shows(answer, "Пандус готовий")
    assert not shows(answer, SECRET)


def test_the_api_shows_published_public_pages_only(rosj, theirs, client):
    factories.post(rosj, "Видно всім")

    titles = {page["title"] for page in client.get("/api/v2/pages/?limit=100").json()["items"]}

    assert "Видно всім" in titles
    assert SECRET not in titles
    assert client.get(f"/api/v2/pages/{theirs['page'].pk}/").status_code == 404


@pytest.mark.parametrize("field", ["verified", "trusted", "register_code", "slug", "stage"])
def test_what_the_council_decides_is_out_of_a_raw_post_s_reach(rosj, sign_in, field):
    person = factories.representative(rosj)
    rosj.decide(verified=False)
    page = factories.initiative(rosj) if field == "stage" else rosj
    forged = {
        "verified": "on",
        "trusted": "on",
        "register_code": "00000035",
        "slug": "miska-rada",
        "stage": "done",
    }
    data = {"title": page.title, "kind": getattr(page, "kind_id", page.kind), field: forged[field]}
    data |= {
        "body-count": 0,
        "links-count": 0,
        "documents-count": 0,
        "problem": "null",
        "solution": "null",
    }
    data |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "action-submit": "1"}
    before = getattr(fresh(page), field)

    sign_in(person).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    latest = fresh(page).get_latest_revision_as_object()
    assert Revision.page_revisions.filter(object_id=str(page.pk), user=person).exists()
    assert getattr(fresh(page), field) == before
    assert getattr(latest, field) == before


def test_the_council_sees_every_tree(rosj, theirs, sign_in):
    client = sign_in(factories.editor())

    answer = client.get(reverse("wagtailadmin_pages:edit", args=[theirs["page"].pk]))

    assert shows(answer, SECRET)
    assert OrganizationPage.objects.count() == 2
    assert PageLogEntry.objects.exists()
