"""Invented residents and what they say, in bulk: for measuring."""

import random
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from . import generations
from .discussion.actions.writing import row
from .discussion.bulk import insert, like
from .discussion.models import Stance
from .discussion.models.comments import digest_of, free_fingerprint
from .models import BlogPostPage, InitiativePage
from .residents.actions import resident_of

PEOPLE = 40
WHO = ["Ми з сусідами", "Моя мама", "Наш будинок", "Діти зі школи", "Я щодня", "Торік тут", "Хтось"]
DOES = [
    "чекаємо на це третій рік",
    "ходимо повз і бачимо, як воно є",
    "просили про те саме навесні",
    "не віримо, поки не побачимо кошторис",
    "готові прийти з лопатами",
    "боїмося, що зроблять і забудуть",
]
THEN = [
    "Скажіть, коли почнете.",
    "Хто відповідатиме потім?",
    "Дякую, що питаєте.",
    "Краще менше, але до пуття.",
    "А взимку як чистити?",
    "Я за, якщо лишите дерева.",
]
# Of so many branches one has answers, of a geometric number.
ANSWERED = 3


def said(chance, number):
    return f"{chance.choice(WHO)} {chance.choice(DOES)}. {chance.choice(THEN)} ({number})"


def people():
    """Returns PEOPLE invented residents, made at the first call."""
    found = []
    for number in range(PEOPLE):
        user, _made = get_user_model().objects.get_or_create(
            email=f"talker{number:02}@populate.example"
        )
        resident = resident_of(user)
        if not resident.display_name:
            resident.display_name = f"Мешканець {number + 1}"
            resident.save(update_fields=["display_name"])
        resident.user = user
        found.append(resident)
    return found


def talk(page, count, chance, talkers, root=None):
    """Writes so many comments under a page: branches with answers, or all in the branch of one root."""
    now, made, last = timezone.now(), [], root
    for number in range(count):
        answers = root or (last if last and chance.randrange(ANSWERED) else None)
        text = said(chance, number)
        comment = row(
            chance.choice(talkers),
            page,
            text,
            None,
            now - timedelta(minutes=(count - number) * 7),
            stance="" if answers else chance.choice(Stance.values),
            helpful=chance.randrange(12) if chance.randrange(2) else 0,
            digest=digest_of(text),
            fingerprint=free_fingerprint(),
        )
        comment.root = comment.answers = answers
        last = last if answers else comment
        made.append(comment)
    insert(made)
    like(made, [resident.user for resident in talkers])
    return made


@transaction.atomic
def chatter(comments, seed=1):
    """Adds that many comments under live initiatives and posts, a tenth of the pages getting half of them. Returns their number."""
    chance = random.Random(seed)  # noqa: S311 - invented texts, no secret
    pages = [
        page for model in (InitiativePage, BlogPostPage) for page in model.objects.live()[:200]
    ]
    if not pages or not comments:
        return 0
    busy = pages[: max(1, len(pages) // 10)]
    shares = {}
    for number in range(comments):
        page = chance.choice(busy if number % 2 else pages)
        shares[page] = shares.get(page, 0) + 1
    talkers = people()
    for page, count in shares.items():
        talk(page, count, chance, talkers)
    generations.begin_on_commit()
    return comments
