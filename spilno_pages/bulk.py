"""Thousands of invented pages at once, for measuring: rows as publishing would leave them, without a revision each."""

import json
import random
from datetime import timedelta
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from wagtail.images import get_image_model
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend

from . import generations
from .models import (
    BlogIndexPage,
    BlogPostPage,
    District,
    EventIndexPage,
    InitiativeIndexPage,
    InitiativePage,
    OrganizationIndexPage,
    OrganizationKind,
    OrganizationPage,
    PollIndexPage,
    Topic,
)
from .provisioning.actions import provision
from .slugs import official_slug

BATCH = 250
DAYS = 3 * 365
WHAT = [
    "двір",
    "набережна",
    "парк",
    "школа",
    "бібліотека",
    "сквер",
    "зупинка",
    "лікарня",
    "стадіон",
    "музей",
    "джерело",
    "алея",
    "ринок",
    "міст",
    "дитсадок",
]
ACTS = [
    "ремонтуємо",
    "прибираємо",
    "озеленюємо",
    "освітлюємо",
    "облаштовуємо",
    "відкриваємо",
    "захищаємо",
    "малюємо",
    "лічимо",
    "доглядаємо",
]
WHO = [
    "сусіди",
    "ветерани",
    "школярі",
    "пенсіонери",
    "волонтери",
    "батьки",
    "майстри",
    "лікарі",
    "вчителі",
    "велосипедисти",
    "студентки",
    "кравчині",
]
WITH = [
    "мешканцями",
    "містом",
    "депутатами",
    "підприємцями",
    "університетом",
    "громадою",
    "дітьми",
    "фахівцями",
    "пожежниками",
    "бібліотекарями",
]
SENTENCES = (
    "Разом із {w} ми {a} те, що роками чекало на руки: {x} і {y}.",
    "{W} прийшли в суботу о дев’ятій, а до обіду {x} уже не впізнати.",
    "Кошторис перевірили двічі: на {x} піде менше, ніж торік на {y}.",
    "Питали в людей на вулицях, чого бракує; найчастіше звучало слово «{x}».",
    "Наступна зустріч із {w} відбудеться в бібліотеці, вхід без сходів.",
    "Фотографії до і після лежать у документах, звіт про витрати — там само.",
    "Рада відповіла за дев’ять днів, і тепер {x} є в плані на рік.",
)


def sentence(chance):
    who = chance.choice(WHO)
    return chance.choice(SENTENCES).format(
        w=chance.choice(WITH),
        W=who.capitalize(),
        a=chance.choice(ACTS),
        x=chance.choice(WHAT),
        y=chance.choice(WHAT),
    )


def title(chance, number):
    """A believable heading; the number keeps pages apart for whoever measures."""
    what, who = chance.choice(WHAT), chance.choice(WHO)
    return f"{what.capitalize()}, який {chance.choice(ACTS)} ми й {who} ({number})"


def story(chance):
    """Returns StreamField data of a heading, three paragraphs and facts."""
    paragraphs = "".join(
        f"<p>{' '.join(sentence(chance) for _ in range(4))}</p>" for _number in range(3)
    )
    facts = [
        {"type": "item", "id": str(uuid4()), "value": {"label": chance.choice(WITH), "value": "12"}}
    ]
    blocks = (
        ("heading", {"text": sentence(chance)[:110], "level": "h2"}),
        ("text", paragraphs),
        ("facts", {"title": "", "items": facts}),
    )
    return json.dumps(
        [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in blocks]
    )


class Crowd:
    """Adds pages below their parents in bulk."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 - invented texts, no secrets
        self.locale = Locale.get_default()
        self.next_pk = (Page.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        self.pictures = list(get_image_model().objects.values_list("pk", flat=True)[:200])
        self.topics = list(Topic.objects.all())
        self.districts = list(District.objects.all())
        self.kinds = list(OrganizationKind.objects.all())
        self.children = {}
        self.now = timezone.now()

    def place(self, parent):
        """Returns (path, depth) of the parent's next child."""
        if parent.path not in self.children:
            last = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
            found = last.aggregate(last=Max("path"))["last"]
            self.children[parent.path] = Page._str2int(found[-Page.steplen :]) if found else 0
        self.children[parent.path] += 1
        return Page._get_path(parent.path, parent.depth + 1, self.children[parent.path])

    def page(self, model, parent, heading, **fields):
        published = self.now - timedelta(minutes=self.chance.randrange(DAYS * 24 * 60))
        slug = official_slug(heading)
        page = model(
            pk=self.next_pk,
            id=self.next_pk,
            path=self.place(parent),
            depth=parent.depth + 1,
            title=heading,
            draft_title=heading,
            slug=slug,
            url_path=f"{parent.url_path}{slug}/",
            locale=self.locale,
            content_type=ContentType.objects.get_for_model(model),
            live=True,
            first_published_at=published,
            last_published_at=published,
            latest_revision_created_at=published,
            **fields,
        )
        self.next_pk += 1
        return page

    def told(self):
        """Fields of a story with a summary and, for two of three, a picture."""
        picture = self.chance.choice(self.pictures) if self.pictures else None
        shown = picture if self.chance.random() < 0.66 else None
        return {
            "summary": f"{sentence(self.chance)} {sentence(self.chance)}",
            "body": story(self.chance),
            "picture_id": shown,
            "picture_alt": "Люди за роботою просто неба" if shown else "",
            "district": self.chance.choice([None, *self.districts]),
        }

    def save(self, pages):
        """Writes the rows of pages of any types, their topics and their places in the search index."""
        common = [field.attname for field in Page._meta.concrete_fields]
        Page.objects.bulk_create(
            (Page(**{name: getattr(page, name) for name in common}) for page in pages),
            batch_size=BATCH,
        )
        by_model = {}
        for page in pages:
            by_model.setdefault(type(page), []).append(page)
        for model, own in by_model.items():
            self.save_own_columns(model, own)
        for parent, count in self.children.items():
            Page.objects.filter(path=parent).update(numchild=count)

    def save_own_columns(self, model, pages):
        fields = model._meta.local_concrete_fields
        for start in range(0, len(pages), BATCH):
            part = pages[start : start + BATCH]
            model._base_manager.all()._insert(part, fields=fields, using=connection.alias)
            if hasattr(model, "topics"):
                self.save_topics(model, part)
            get_search_backend().add_bulk(model, model.objects.filter(pk__in=[p.pk for p in part]))

    def save_topics(self, model, pages):
        through = model.topics.through
        name = f"{model._meta.model_name}_id"
        rows = [
            through(**{name: page.pk, "topic_id": topic.pk})
            for page in pages
            for topic in self.chance.sample(self.topics, min(2, len(self.topics)))
        ]
        through.objects.bulk_create(rows)

    def organizations(self, count):
        index = OrganizationIndexPage.objects.filter(locale=self.locale).first()
        made, containers = [], []
        for number in range(count):
            heading = f"Спілка «{self.chance.choice(WHAT).capitalize()} і {self.chance.choice(WHO)}» {index.numchild + number + 1}"
            page = self.page(
                OrganizationPage, index, heading, kind=self.chance.choice(self.kinds), **self.told()
            )
            made.append(page)
            for model, name in (
                (BlogIndexPage, "Блог"),
                (EventIndexPage, "Події"),
                (InitiativeIndexPage, "Ініціативи"),
                (PollIndexPage, "Опитування"),
            ):
                containers.append(self.page(model, page, name, show_in_menus=True))
        self.save([*made, *containers])
        for page in made:
            provision(OrganizationPage.objects.get(pk=page.pk))

    def published(self, model, container, count, **fields):
        parents = list(container.objects.filter(locale=self.locale, live=True))
        start = model.objects.count() + 1
        pages = [
            self.page(
                model,
                self.chance.choice(parents),
                title(self.chance, start + number),
                **self.told(),
                **{name: make() for name, make in fields.items()},
            )
            for number in range(count)
        ]
        self.save(pages)


@transaction.atomic
def populate(organizations=0, posts=0, initiatives=0, seed=1):
    """Adds that many live pages of each kind, in the network that is there. Returns how many pages came to be."""
    crowd = Crowd(seed)
    before = Page.objects.count()
    crowd.organizations(organizations)
    crowd.published(BlogPostPage, BlogIndexPage, posts, author=lambda: "Олена Гайова")
    crowd.published(
        InitiativePage,
        InitiativeIndexPage,
        initiatives,
        kind=lambda: crowd.chance.choice(InitiativePage.Kind.values),
        stage=lambda: crowd.chance.choice(InitiativePage.Stage.values),
        problem=lambda: f"<p>{sentence(crowd.chance)}</p>",
        solution=lambda: f"<p>{sentence(crowd.chance)}</p>",
        budget=lambda: crowd.chance.randrange(10, 900) * 1000,
    )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Page]):
            cursor.execute(statement)
    generations.begin_on_commit()
    return Page.objects.count() - before
