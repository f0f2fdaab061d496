from django.contrib.auth.models import Group

from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    WorkflowPage,
)

from spilno_pages.founding import fresh
from spilno_pages.provisioning.actions import WORKFLOW_NAME, provision
from spilno_pages.provisioning.models import Workspace
from tests import factories


def footprint(organization):
    workspace = factories.workspace(organization)
    return {
        "groups": Group.objects.count(),
        "collections": Collection.objects.count(),
        "pages": list(Page.objects.order_by("path").values_list("path", "title")),
        "page_permissions": GroupPagePermission.objects.filter(group=workspace.group).count(),
        "file_permissions": GroupCollectionPermission.objects.filter(group=workspace.group).count(),
        "workflows": WorkflowPage.objects.count(),
        "workspaces": Workspace.objects.count(),
    }


def test_publishing_an_organization_gives_it_its_place(rosj):
    workspace = factories.workspace(rosj)
    rights = GroupPagePermission.objects.filter(group=workspace.group)

    assert [child.specific_class.__name__ for child in rosj.get_children()] == [
        "BlogIndexPage",
        "EventIndexPage",
        "InitiativeIndexPage",
        "PollIndexPage",
    ]
    assert {(right.page_id, right.permission.codename) for right in rights} == {
        (rosj.pk, "add_page"),
        (rosj.pk, "change_page"),
    }
    assert workspace.collection.name == "Рось жива"
    assert WorkflowPage.objects.get(page=rosj).workflow.name == WORKFLOW_NAME


def test_publishing_again_changes_nothing(rosj):
    before = footprint(rosj)

    fresh(rosj).save_revision().publish()
    provision(fresh(rosj))

    assert footprint(rosj) == before


def test_what_was_lost_comes_back_with_the_next_publishing(rosj):
    workspace = factories.workspace(rosj)
    GroupPagePermission.objects.filter(group=workspace.group).delete()
    fresh(rosj).get_children().last().delete()

    fresh(rosj).save_revision().publish()

    assert rosj.get_children().count() == 4
    assert GroupPagePermission.objects.filter(group=workspace.group).count() == 2


def test_a_new_name_reaches_the_group_and_the_files(rosj):
    page = fresh(rosj)
    page.title = "Рось цвіте"
    page.save_revision().publish()

    workspace = factories.workspace(rosj)

    assert workspace.collection.name == "Рось цвіте"
    assert workspace.group.name == f"Рось цвіте · {rosj.pk}"


def test_an_alias_gets_no_place_of_its_own(rosj):
    before = Workspace.objects.count()

    alias = rosj.create_alias(update_slug="alias")

    assert Workspace.objects.count() == before
    assert fresh(alias).register_code == ""


def test_deleting_an_organization_lets_its_people_go_and_keeps_used_files(rosj, yard):
    people = factories.representative(rosj)
    kept = factories.workspace(rosj).collection
    factories.image(collection=kept)
    dropped = factories.workspace(yard).collection
    epoch = people.session_epoch

    fresh(rosj).delete()
    fresh(yard).delete()

    people.refresh_from_db()
    assert people.session_epoch > epoch
    assert not people.groups.exists()
    assert Collection.objects.filter(pk=kept.pk).exists()
    assert not Collection.objects.filter(pk=dropped.pk).exists()
