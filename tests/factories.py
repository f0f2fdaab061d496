"""Pages and people for tests, made the way the site makes them."""

from datetime import date, timedelta
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from spilno_pages.discussion import actions as discussion
from spilno_pages.discussion.models import ModerationReason
from spilno_pages.discussion.rules import thread_of
from spilno_pages.founding import add_page, fresh
from spilno_pages.models import (
    BlogIndexPage,
    BlogPostPage,
    DepartmentIndexPage,
    DepartmentPage,
    DiscussionIndexPage,
    DiscussionPage,
    EventIndexPage,
    EventPage,
    InitiativeIndexPage,
    InitiativePage,
    OrganizationIndexPage,
    OrganizationKind,
    OrganizationPage,
    PollIndexPage,
    PollPage,
    SpilnoHomePage,
)
from spilno_pages.polls.actions import cast
from spilno_pages.polls.ballot_tags import voter_of
from spilno_pages.polls.papers import paper_of
from spilno_pages.provisioning.actions import EDITORS_GROUP
from spilno_pages.provisioning.models import Workspace
from spilno_pages.register import check_digit
from spilno_pages.residents.actions import give_role, resident_of
from spilno_pages.residents.documents import sample_tax_number
from spilno_pages.residents.models import Basis, Level, RoleKind

numbers = count(1)


def register_code():
    digits = f"{next(numbers):07}"
    return f"{digits}{check_digit(digits)}"


def user(email=None, **fields):
    email = email or f"person{next(numbers)}@example.org"
    return get_user_model().objects.create_user(email, "password", **fields)


def editor(**fields):
    person = user(first_name="Ірина", last_name="Редакторка", **fields)
    person.groups.add(Group.objects.get(name=EDITORS_GROUP))
    return person


def representative(organization, **fields):
    person = user(**fields)
    person.groups.add(workspace(organization).group)
    return person


def workspace(organization):
    return Workspace.objects.select_related("page", "group", "collection").get(
        page_id=organization.pk
    )


def organization(title="Рось жива", **fields):
    index = OrganizationIndexPage.objects.child_of(SpilnoHomePage.objects.first()).get()
    kind = fields.pop("kind", None) or OrganizationKind.objects.get(slug="hromadska-orhanizatsiia")
    return fresh(add_page(index, OrganizationPage(title=title, kind=kind, **fields)))


def container(model, organization=None):
    return model.objects.child_of(organization or SpilnoHomePage.objects.first()).get()


def put(parent, page, live=True, owner=None):
    page.owner = owner
    if live:
        return add_page(parent, page)
    page.live = False
    fresh(parent).add_child(instance=page)
    page.save_revision(user=owner)
    return page


def post(organization=None, title="Допис", live=True, owner=None, **fields):
    return put(
        container(BlogIndexPage, organization), BlogPostPage(title=title, **fields), live, owner
    )


def event(organization=None, title="Толока", live=True, owner=None, day=5, **fields):
    start = timezone.now() + timedelta(days=day)
    fields = {
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "Човнова станція",
    } | fields
    return put(
        container(EventIndexPage, organization), EventPage(title=title, **fields), live, owner
    )


def initiative(organization=None, title="Тиха набережна", live=True, owner=None, **fields):
    page = InitiativePage(title=title, **fields)
    return put(container(InitiativeIndexPage, organization), page, live, owner)


def talk(title="Чи гасити світло?", live=True, owner=None, **fields):
    """A city-wide discussion."""
    return put(container(DiscussionIndexPage), DiscussionPage(title=title, **fields), live, owner)


def department(title="Управління благоустрою", **fields):
    return put(container(DepartmentIndexPage), DepartmentPage(title=title, **fields))


def official(page, name="Наталія Гуменюк", title="начальниця"):
    """A Resident who is an official of a department."""
    person = resident(name=name)
    give_role(person, RoleKind.OFFICIAL, by=None, page=page.page_ptr, title=title)
    return person


def comment(page, by=None, text=None, **fields):
    """A comment as posting leaves it; by: its author, a new resident by default."""
    by = by or resident(
        name=f"Сусід {next(numbers)}", joined_at=timezone.now() - timedelta(days=30)
    )
    text = text or f"Думка номер {next(numbers)} про цю сторінку і про те, що далі."
    return discussion.post(by, page, thread_of(page), text, **fields)


def reason(slug="insult"):
    return ModerationReason.objects.get(slug=slug)


def image(title="Берег", collection=None):
    fields = {"collection": collection} if collection else {}
    return get_image_model().objects.create(
        title=title, file=get_test_image_file(f"{next(numbers)}.png", size=(900, 600)), **fields
    )


def document(title="Кошторис", collection=None):
    fields = {"collection": collection} if collection else {}
    name = f"document-{next(numbers)}.txt"
    return get_document_model().objects.create(
        title=title, file=ContentFile(b"text", name=name), **fields
    )


def resident(level=0, name="Оксана Б.", user=None, tag=None, **fields):
    """A Resident of an account; levels 2 and 3 get an invented person behind them."""
    person = resident_of(user or globals()["user"]())
    person.display_name = name
    if level >= Level.IDENTITY:
        person.person_tag = tag or f"{next(numbers):064x}"
    if level == Level.RESIDENT:
        fields = {
            "residence_basis": Basis.REGISTERED,
            "valid_until": timezone.localdate() + timedelta(days=365),
        } | fields
    person.level = level
    for field, value in fields.items():
        setattr(person, field, value)
    person.save()
    return person


def clerk(**fields):
    """An account with the role of a clerk."""
    person = user(**fields)
    give_role(resident_of(person), RoleKind.CLERK, by=None)
    return get_user_model().objects.get(pk=person.pk)


def tax_number(born=date(1986, 4, 12)):
    return sample_tax_number(born, next(numbers) % 10_000)


ONE = (
    "one",
    {
        "text": "Який двір?",
        "options": [{"text": "Вербова"}, {"text": "Мудрого"}, {"text": "Бульвар"}],
    },
)


def poll_page(
    title="Який двір першим?", live=True, organization=None, owner=None, questions=(ONE,), **fields
):
    """A PollPage as an editor publishes it; open for a week by default."""
    fields = {"closes_at": timezone.now() + timedelta(days=7)} | fields
    page = PollPage(title=title, questions=list(questions), **fields)
    put(container(PollIndexPage, organization), page, live, owner)
    return fresh(page)


def poll(**fields):
    """The Poll of a published page, with .page of its own class."""
    page = poll_page(**fields)
    found = page.poll
    found.page = page
    return found


def option(poll, code="1.1"):
    return paper_of(poll).options[code]


def codes(poll, *words):
    """Returns {words: code} of the options of a poll."""
    return {option.text: code for code, option in paper_of(poll).options.items()}


def vote(poll, resident=None, code="1.1", **fields):
    """Casts a vote of a resident, a new verified one by default. Returns (Receipt, Resident)."""
    resident = resident or globals()["resident"](level=3)
    return cast(poll, voter_of(resident, poll), [option(poll, code).pk], **fields), resident
