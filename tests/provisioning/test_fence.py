"""NGO A on every admin address that can name something of NGO B: refused, and nothing of B's is shown or changed."""

import json
import re

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from wagtail.models import Comment, Page, PageLogEntry, Revision

import pytest

from spilno_pages.founding import fresh
from spilno_pages.models import BlogIndexPage, OrganizationPage
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


@pytest.mark.parametrize(
    "what", ["picture", "picture block", "document block", "draft in a button"]
)
@pytest.mark.parametrize("view", ["add", "preview"])
def test_no_forged_form_points_at_what_is_another_s(rosj, theirs, sign_in, what, view):
    client = sign_in(factories.representative(rosj))
    blog = factories.container(BlogIndexPage, rosj)
    block = {"body-count": 1, "body-0-deleted": "", "body-0-order": 0, "body-0-id": ""}
    image, document, page = (theirs[name].pk for name in ("image", "document", "page"))
    item = "body-0-value-items-0"
    forged = {
        "picture": {"picture": image, "picture_alt": "чуже"},
        "picture block": block
        | {"body-0-type": "picture", "body-0-value-image": image, "body-0-value-alt": "x"},
        "document block": block
        | {"body-0-type": "documents", "body-0-value-items-count": 1, f"{item}-deleted": ""}
        | {f"{item}-order": 0, f"{item}-id": "", f"{item}-value-document": document},
        "draft in a button": block
        | {"body-0-type": "call_to_action", "body-0-value-title": "x", "body-0-value-label": "x"}
        | {"body-0-value-page": page},
    }[what]
    data = {
        "title": "Моє",
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    } | forged
    name = "wagtailadmin_pages:add" if view == "add" else "wagtailadmin_pages:preview_on_add"
    url = reverse(name, args=["spilno_pages", "blogpostpage", blog.pk])

    posted = client.post(url, data)
    shown = client.get(url)

    assert posted.status_code in {302, 403}
    assert not Page.objects.filter(title="Моє").exists()
    assert not shows(posted, SECRET)
    assert not shows(posted, SECRET_FILE)
    assert not shows(shown, SECRET)
    assert not shows(shown, SECRET_FILE)
    assert "/media/images/" not in shown.content.decode()


def test_an_own_picture_and_another_s_public_page_may_be_used(rosj, yard, sign_in):
    client = sign_in(factories.representative(rosj))
    own = factories.image(collection=factories.workspace(rosj).collection)
    blog = factories.container(BlogIndexPage, rosj)
    data = {"title": "Моє", "picture": own.pk, "picture_alt": "Берег", "body-count": 1}
    data |= {
        "body-0-type": "call_to_action",
        "body-0-deleted": "",
        "body-0-order": 0,
        "body-0-id": "",
    }
    data |= {"body-0-value-title": "x", "body-0-value-label": "x", "body-0-value-page": yard.pk}
    data |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}

    client.post(
        reverse("wagtailadmin_pages:add", args=["spilno_pages", "blogpostpage", blog.pk]), data
    )

    assert Page.objects.filter(title="Моє").exists()


@pytest.mark.parametrize(
    "how", ["{}", " {}", "+{}", "{}_0", "all", "all&childOf={parent}", "all&q=Таємна"]
)
@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_no_spelling_of_an_id_walks_round_the_fence(rosj, theirs, sign_in, how, action):
    client = sign_in(factories.representative(rosj))
    page = theirs["page"]
    query = how.format(page.pk, parent=page.get_parent().pk).replace("+", "%2B").replace(" ", "%20")

    for url in (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]),
        reverse("wagtailadmin_choose_page_chosen_multiple"),
    ):
        answer = client.get(f"{url}?id={query}")

        assert answer.status_code in {200, 400, 403}
        assert not shows(answer, SECRET)


@pytest.mark.parametrize(("view", "field"), [("copy", "new_parent_page"), ("bulk", "chooser")])
def test_no_form_is_told_the_title_of_a_place_that_is_another_s(rosj, theirs, sign_in, view, field):
    own = factories.post(rosj, live=False)
    url = reverse("wagtailadmin_pages:copy", args=[own.pk])
    if view == "bulk":
        url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'move'])}?id={own.pk}"

    answer = sign_in(factories.representative(rosj)).post(
        url, {field: theirs["page"].pk, "new_title": "x", "new_slug": "x", "move_applicable": "1"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["users/4/", "nope/", "/pages/1/edit/", "pages/1/publish/", f"pages/{'9' * 30}/"]
)
def test_an_unknown_address_of_the_admin_is_no_error_of_ours(rosj, sign_in, path):
    answer = sign_in(factories.representative(rosj)).get(f"/admin/{path}")

    assert answer.status_code in {302, 400, 403, 404}


def test_a_broken_form_shows_nothing_of_what_it_names(rosj, theirs, sign_in):
    """Without the words for the picture the form would come back, with the picture's title in it."""
    own = factories.post(rosj, live=False)
    data = {"title": "", "picture": theirs["image"].pk, "body-count": 0, "action-submit": "1"}
    data |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    url = reverse("wagtailadmin_pages:edit", args=[own.pk])
    client = sign_in(factories.representative(rosj))

    for fields in (data, data | {"body-count": "abc"}, data | {"picture": "zzz"}):
        answer = client.post(url, fields)
        assert answer.status_code in {302, 400, 403}
        assert not shows(answer, SECRET_FILE)


def test_a_copy_s_address_is_made_of_its_title(rosj, sign_in):
    own = factories.post(rosj, "Видра", live=False)
    url = reverse("wagtailadmin_pages:copy", args=[own.pk])
    data = {
        "new_title": "Друга видра",
        "new_slug": "miska-rada",
        "new_parent_page": own.get_parent().pk,
    }

    sign_in(factories.representative(rosj)).post(url, data)

    assert Page.objects.get(title="Друга видра").slug == "druha-vydra"


def test_people_of_another_organization_are_not_named(rosj, yard, sign_in):
    stranger = factories.representative(yard, first_name="Таємна", last_name="Людина")
    factories.post(yard, owner=stranger, live=False)
    client = sign_in(factories.representative(rosj))

    for url in ("/admin/", f"/admin/pages/{rosj.pk}/", "/admin/images/", "/admin/pages/search/"):
        assert not shows(client.get(url), "Людина")
