"""The people of the demo city: the accounts with roles, and sixty residents."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from wagtail.models import Site

from spilno_pages.models import District
from spilno_pages.notices.models import Notice
from spilno_pages.residents.actions import agree, give_role, grant, rename, resident_of
from spilno_pages.residents.documents import person_tag, sample_tax_number
from spilno_pages.residents.models import (
    Basis,
    Level,
    ParticipationSettings,
    Provider,
    Resident,
    RoleKind,
)
from spilno_pages.residents.providers.base import IdentityClaim

ADULT_BORN = date(1986, 4, 12)
DESK = "ЦНАП, Торгова площа, вікно 7, вхід без сходинок.\nПонеділок — п’ятниця, 09:00–16:00; у вівторок до 19:00."


def settle(city, password, data):
    """Gives the accounts their roles and makes the residents, as if it had happened over the last months."""
    desk = ParticipationSettings.for_site(Site.objects.get(is_default_site=True))
    desk.desk_address = DESK
    desk.save()
    accounts = {user.email.partition("@")[0]: user for user in get_user_model().objects.all()}
    clerk = accounts["clerk"]
    since = timezone.localdate() - timedelta(days=420)
    give_role(resident_of(clerk), RoleKind.CLERK, by=None, title="ЦНАП, вікно 7", since=since)
    official = resident_of(accounts["official"])
    department = city.pages["blahoustrii"].page_ptr
    title = "заступниця начальника управління"
    give_role(official, RoleKind.OFFICIAL, by=None, page=department, title=title, since=since)
    expert = resident_of(accounts["expert"])
    give_role(expert, RoleKind.EXPERT, by=None, title="еколог, кандидат наук", since=since)
    for resident, about in (
        (official, "Відповідаю за двори та ліхтарі."),
        (expert, "Досліджую малі річки Київщини двадцять років."),
    ):
        rename(resident, is_public=True, about=about)
    people = [
        {"user": accounts["resident"], "level": 3, "basis": Basis.REGISTERED, "born": ADULT_BORN}
        | {"name": "Оксана Бондар", "district": "zarichchia"}
    ]
    people += [row | {"user": None} for row in data["resident"]]
    hashed = make_password(password)
    for number, row in enumerate(people):
        settle_one(number, row, clerk, hashed)
    for user in get_user_model().objects.all():
        agree(user)
    # What was told over these months has been read.
    Notice.objects.update(read_at=timezone.now())


def settle_one(number, row, clerk, hashed):
    joined = timezone.now() - timedelta(days=150 - number * 2)
    user = row["user"] or new_account(number, hashed, joined)
    resident = resident_of(user)
    Resident.objects.filter(pk=resident.pk).update(joined_at=joined)
    rename(
        resident,
        display_name=row["name"],
        district=District.objects.get(slug=row["district"]),
        about=row.get("about", ""),
        is_public="about" in row,
    )
    if row["level"] >= Level.IDENTITY:
        tag = person_tag(sample_tax_number(row["born"], 1000 + number))
        claim = IdentityClaim(
            tag,
            Provider.DESK if row["basis"] else Provider.ICEI,
            level=row["level"],
            basis=row["basis"],
            district=row["district"] if row["level"] == Level.RESIDENT else "",
            born=row["born"],
        )
        by = clerk if row["basis"] else None
        grant(resident, claim, clerk=by, at=joined + timedelta(days=1))


def new_account(number, hashed, joined):
    user = get_user_model().objects.create(
        email=f"resident{number:02}@spilno.example", password=hashed, date_joined=joined
    )
    user.confirm_email()
    return user
