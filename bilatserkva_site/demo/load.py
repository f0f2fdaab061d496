"""Loads the demo city: subjects, pages in both languages, organizations with what they publish, accounts."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site

from bilatserkva_site.founding import found_city
from bilatserkva_site.models import CitySettings, NewsPage, StandardPage
from spilno_pages.founding import add_page, fresh
from spilno_pages.models import (
    BlogIndexPage,
    BlogPostPage,
    DepartmentIndexPage,
    DepartmentPage,
    DiscussionIndexPage,
    DiscussionPage,
    District,
    EventIndexPage,
    EventPage,
    InitiativeIndexPage,
    InitiativePage,
    LegalPage,
    OrganizationIndexPage,
    OrganizationKind,
    OrganizationPage,
    SpilnoSettings,
    Topic,
)
from spilno_pages.provisioning.actions import EDITORS_GROUP
from spilno_pages.provisioning.models import Workspace
from spilno_pages.residents.models import LegalVersion

from .people import settle
from .polls import add_polls, hold
from .review import leave_work_for_the_editor
from .stories import story
from .talks import talk
from .translations import translate_main_pages

HERE = Path(__file__).parent
ACCOUNTS = {
    "admin@spilno.example": ("Адміністратор", "Сайту", None),
    "editor@spilno.example": ("Ірина", "Редакторка", None),
    "ngo@spilno.example": ("Олена", "Гайова", "ros-zhyva"),
    "ngo2@spilno.example": ("Сергій", "Нечай", "dvir-bez-barieriv"),
    "resident@spilno.example": ("Оксана", "Бондар", None),
    "official@spilno.example": ("Наталія", "Гуменюк", None),
    "expert@spilno.example": ("Віктор", "Сташенко", None),
    "clerk@spilno.example": ("Лариса", "Притула", None),
}


def texts(name):
    return tomllib.loads((HERE / "texts" / f"{name}.toml").read_text(encoding="utf-8"))


def is_loaded():
    return OrganizationPage.objects.exists()


def load(password):
    """Loads everything into a migrated, otherwise empty database. Returns the e-mails of the accounts."""
    with transaction.atomic(), override("uk"):
        city = City()
        city.subjects()
        city.standard_pages()
        city.organizations()
        city.departments()
        city.published()
        city.news()
        city.discussions()
        add_polls(city, texts("polls"), moment)
        city.stories()
        city.settings()
        city.accounts(password)
        settle(city, password, texts("residents"))
        hold(city, texts("polls"), moment)
        talk(city, texts("discussions"))
        translate_main_pages(city, texts("english"))
        leave_work_for_the_editor(city)
    return list(ACCOUNTS)


def moment(day, clock="10:00"):
    """Aware datetime that lies a number of days from today at a local time."""
    date = timezone.localdate() + timedelta(days=day)
    return timezone.make_aware(datetime.combine(date, time.fromisoformat(clock)))


def repeats(block, picture):
    return "image" in block and block["image"]["picture"] == picture


class City:
    """The pages and files made so far, by their keys in the data files."""

    def __init__(self):
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        self.home, self.news_index, self.network = found_city(address.hostname, address.port or 80)
        self.pages = {}
        self.bodies = []
        self.files = {}
        self.collection = Collection.get_first_root_node()

    def picture(self, key):
        """Primary key of the picture, uploaded when it is first asked for."""
        return self.file(get_image_model(), "pictures", f"{key}.png", PICTURE_TITLES.get(key, key))

    def document(self, key):
        return self.file(get_document_model(), "documents", key, key)

    def file(self, model, folder, name, title):
        if name not in self.files:
            with (HERE / folder / name).open("rb") as file:
                made = model.objects.create(
                    title=title, file=File(file, name=name), collection=self.collection
                )
            if hasattr(made, "get_file_size"):
                made.get_file_size()
            self.files[name] = made.pk
        return self.files[name]

    def page(self, key):
        page = self.pages.get(key)
        return page and page.pk

    def subjects(self):
        data = texts("subjects")
        for order, row in enumerate(data["topic"], 1):
            Topic.objects.create(order=order * 10, **row)
        for order, row in enumerate(data["district"], 1):
            District.objects.create(order=order * 10, **row)

    def shared(self, row):
        """Fields that every page of the data files has."""
        return {
            "title": row["title"],
            "summary": row["summary"],
            "picture_id": self.picture(row["picture"]) if row.get("picture") else None,
            "picture_alt": PICTURE_TITLES.get(row.get("picture"), "") if row.get("picture") else "",
        }

    def add(self, parent, page, row, *, key=None, day=-200):
        """Adds a page as it was on a day; its body comes when all the pages that it names are there."""
        add_page(parent, page)
        published = min(
            moment(day, f"{8 + len(self.bodies) % 10:02}:{len(self.bodies) * 7 % 60:02}"),
            timezone.now(),
        )
        # A page's own picture stands on top already.
        body = [block for block in row.get("body", []) if not repeats(block, row.get("picture"))]
        self.bodies.append((page, body, published))
        if key:
            self.pages[key] = page
        return page

    def standard_pages(self):
        for row in texts("pages")["page"]:
            if kind := row.get("legal"):
                page = LegalPage(kind=kind, **self.shared(row))
            else:
                page = StandardPage(show_in_menus=row["menu"], **self.shared(row))
            self.add(self.home, page, row, key=row["key"])

    def departments(self):
        index = DepartmentIndexPage.objects.child_of(self.network).get()
        for row in texts("departments")["department"]:
            contacts = {name: row[name] for name in ("phone", "email", "address", "hours")}
            self.add(index, DepartmentPage(**contacts, **self.topical(row)), row, key=row["key"])

    def organizations(self):
        index = OrganizationIndexPage.objects.child_of(self.network).get()
        self.pages["/organizations/"] = index
        for row in texts("organizations")["organization"]:
            page = OrganizationPage(
                **self.shared(row),
                kind=OrganizationKind.objects.get(slug=KINDS[row["kind"]]),
                district=District.objects.filter(slug=row["district"]).first(),
                topics=list(Topic.objects.filter(slug__in=row["topics"])),
                **{name: row[name] for name in ORGANIZATION_FIELDS},
            )
            self.add(index, page, row, key=row["key"], day=-150)
            self.collection = Workspace.objects.get(page_id=page.pk).collection
            page.logo_id = self.picture(row["logo"])
            self.collection = Collection.get_first_root_node()

    def container(self, model, key):
        parent = self.pages[key] if key else self.network
        return model.objects.child_of(parent).get()

    def published(self):
        for row in texts("posts")["post"]:
            page = BlogPostPage(author=row["author"], **self.topical(row))
            self.add(self.container(BlogIndexPage, row["organization"]), page, row, day=row["day"])
        for row in texts("events")["event"]:
            page = EventPage(
                starts_at=moment(row["day"], row["start"]),
                ends_at=moment(row.get("end_day", row["day"]), row["end"]),
                place=row["place"],
                address=row.get("address", ""),
                **self.topical(row),
            )
            self.add(
                self.container(EventIndexPage, row["organization"]),
                page,
                row,
                day=min(row["day"] - 14, -1),
            )
        for row in texts("initiatives")["initiative"]:
            fields = {name: row.get(name) or default for name, default in INITIATIVE_FIELDS.items()}
            page = InitiativePage(**fields, **self.topical(row))
            parent = self.container(InitiativeIndexPage, row["organization"])
            self.add(parent, page, row, key=row["key"], day=row["day"])

    def topical(self, row):
        return self.shared(row) | {
            "topics": list(Topic.objects.filter(slug__in=row["topics"])),
            "district": District.objects.filter(slug=row.get("district", "")).first(),
        }

    def news(self):
        asked = texts("polls")["news_block"]
        for row in texts("news")["news"]:
            if row["title"] == asked["news_title"]:
                row["body"] = [*row.get("body", []), {"poll": asked}]
            self.add(self.news_index, NewsPage(**self.shared(row)), row, day=row["day"])

    def discussions(self):
        index = DiscussionIndexPage.objects.child_of(self.network).get()
        for row in texts("discussions")["discussion"]:
            conclusion = row.get("conclusion", "")
            closed = moment(row["day"] + CLOSED_AFTER).date() if conclusion else None
            page = DiscussionPage(conclusion=conclusion, closed_on=closed, **self.topical(row))
            self.add(index, page, row, day=row["day"])

    def stories(self):
        """Fills in the bodies, publishes once more and sets the dates back to the day of the data file."""
        for page, body, published in self.bodies:
            filled = fresh(page)
            filled.body = type(filled).body.field.to_python(story(body, self))
            if hasattr(page, "logo_id"):
                filled.logo_id = page.logo_id
            revision = filled.save_revision()
            revision.publish()
            type(revision).objects.filter(pk=revision.pk).update(created_at=published)
            if isinstance(page, LegalPage):  # it was empty at first: nobody is to read that version
                LegalVersion.objects.filter(kind=page.kind, number=1).delete()
                LegalVersion.objects.filter(kind=page.kind).update(number=1, published_at=published)
            Page.objects.filter(pk=page.pk).update(
                first_published_at=published,
                last_published_at=published,
                latest_revision_created_at=published,
            )

    def settings(self):
        site = Site.objects.get(is_default_site=True)
        network = SpilnoSettings.for_site(site)
        network.support_email = "spilno@example.org"
        network.save()
        city = CitySettings.for_site(site)
        city.phone, city.email = "(04563) 0-00-00", "rada@example.org"
        city.address = "Біла Церква, Соборна площа"
        city.footer = [
            (
                "column",
                {"title": title, "pages": [Page.objects.get(pk=self.page(key)) for key in keys]},
            )
            for title, keys in FOOTER
        ]
        city.save()
        network = fresh(self.network)
        network.promise = "Ви кажете. Місто відповідає. Разом."
        network.summary = (
            "Тут організації Білої Церкви розповідають, що роблять, кличуть на події та пропонують зміни, "
            "а рада відкрито каже, на якому кроці кожна ініціатива."
        )
        network.call_label = "Знайти своїх"
        network.call_page_id = self.page("/organizations/")
        network.save_revision().publish()
        home = fresh(self.home)
        home.summary = "Новини, документи й послуги міської ради. І поруч люди, які дбають про річку, двори та сусідів."
        home.save_revision().publish()

    def accounts(self, password):
        model = get_user_model()
        for email, (first_name, last_name, organization) in ACCOUNTS.items():
            if email.startswith("admin@"):
                model.objects.create_superuser(
                    email, password, first_name=first_name, last_name=last_name
                )
                continue
            user = model.objects.create_user(
                email, password, first_name=first_name, last_name=last_name
            )
            user.confirm_email()
            if organization:
                user.groups.add(Workspace.objects.get(page_id=self.page(organization)).group)
            elif email.startswith("editor@"):
                user.groups.add(Group.objects.get(name=EDITORS_GROUP))


CLOSED_AFTER = 24  # days
KINDS = {
    "ngo": "hromadska-orhanizatsiia",
    "charity": "blahodiina-orhanizatsiia",
    "union": "profspilka",
    "creative": "tvorcha-spilka",
    "self-organization": "orhan-samoorhanizatsii",
    "osbb": "osbb",
    "religious": "relihiina-orhanizatsiia",
    "group": "initsiatyvna-hrupa",
}
ORGANIZATION_FIELDS = (
    "register_code",
    "verified",
    "trusted",
    "founded",
    "contact_person",
    "phone",
    "email",
    "website",
    "address",
    "meeting",
)
INITIATIVE_FIELDS = {
    "kind": "initiative",
    "stage": "talk",
    "problem": "",
    "solution": "",
    "budget": None,
    "place": "",
}
FOOTER = (
    ("Як це працює", ("yak-tse-pratsiuie", "pravyla", "umovy", "pryvatnist", "dostupnist")),
    ("Для організацій", ("orhanizatsiiam", "kontakty")),
)
PICTURE_TITLES = texts("pictures")["alt"]
