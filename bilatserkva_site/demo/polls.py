"""What the demo city is asked: polls as pages, and the votes of its people in them."""

import random
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone

from spilno_pages.founding import fresh
from spilno_pages.models import District, PollIndexPage, PollPage
from spilno_pages.polls.actions import checkpoint, seal
from spilno_pages.polls.ballot_tags import voter_of
from spilno_pages.polls.bulk import Cast, move_times, put_in
from spilno_pages.polls.models import Answer, Kind, Poll, QuestionKind
from spilno_pages.polls.papers import read_paper
from spilno_pages.polls.turnout import entitled
from spilno_pages.residents.models import Resident

# Who has not voted in open polls yet, so that a visitor of the demo can.
KEPT_FREE = {"resident", "official", "expert", "clerk", "admin", "editor", "ngo", "ngo2"}
WAITING = 2  # answers in own words that an editor has not read yet
CLOSES = "18:00"


def question_block(row):
    kind = row["kind"]
    value = {"text": row["text"], "help": row.get("help", "")}
    if kind in {"one", "several"}:
        value["options"] = [
            {
                "type": "item",
                "id": str(uuid4()),
                "value": {
                    "text": option["text"],
                    "help": option.get("help", ""),
                    "cost": option.get("cost"),
                    "page": None,
                },
            }
            for option in row["option"]
        ]
    if kind == "several":
        value |= {"least": row["min"], "most": row["max"]}
    if kind == "scale":
        value |= {"low": row["low"], "high": row["high"]}
    return {"type": kind, "id": str(uuid4()), "value": value}


def add_polls(city, data, moment):
    """Publishes the pages of the data file; those that are over are open for now. moment: day and clock → aware datetime."""
    for row in data["poll"]:
        index = city.container(PollIndexPage, row["organization"])
        soon = row["opens"] > 0
        page = PollPage(
            kind=row["kind"],
            min_level=row["level"],
            audience=District.objects.filter(slug=row["district"]).first(),
            allow_change=row["allow_change"],
            shown=row["results"],
            opens_at=moment(row["opens"], "09:00") if soon else None,
            closes_at=moment(row["closes"] if soon else 30, CLOSES),
            purpose=row["purpose"],
            consequence=row["consequence"],
            decides=row["decides"],
            decides_by=(moment(row["decides_by"])).date(),
            arguments_for=row["arguments_for"],
            arguments_against=row["arguments_against"],
            questions=PollPage.questions.field.to_python(
                [question_block(question) for question in row["question"]]
            ),
            **city.topical(row | {"district": ""}),
        )
        city.add(index, page, row, key=row["key"], day=min(row["opens"] - 2, -1))


def hold(city, data, moment):
    """Lets the people of the city vote, and closes and seals what is over."""
    chance = random.Random(7)  # noqa: S311 - invented
    for row in data["poll"]:
        poll = Poll.objects.get(page_id=city.page(row["key"]))
        if row["opens"] > 0:
            continue
        opens, closes = moment(row["opens"], "09:00"), moment(row["closes"], CLOSES)
        put_in(poll, casts(poll, row, chance, opens, min(closes, timezone.now())))
        let_through(poll)
        move_times(poll, opens, closes)
        PollPage.objects.filter(pk=poll.page_id).update(opens_at=opens, closes_at=closes)
        if closes > timezone.now():
            checkpoint(poll)
            continue
        seal(poll)
        if row["outcome"]:
            decide(city, poll, row, closes)


def decide(city, poll, row, closes):
    editor = get_user_model().objects.get(email="editor@spilno.example")
    page = fresh(city.pages[row["key"]])
    page.decide(user=editor, outcome=row["outcome"], outcome_url=row["outcome_link"])
    day = timezone.localdate(closes) + timedelta(days=7)
    PollPage.objects.filter(pk=page.pk).update(outcome_on=day)


def casts(poll, row, chance, opens, until):
    """Yields the Cast of those people of the city who take part."""
    over = row["closes"] <= 0
    people = entitled(poll) or Resident.objects.filter(user__is_active=True)
    people = list(people.select_related("user").order_by("pk"))
    if not over:
        people = [
            person for person in people if person.user.email.partition("@")[0] not in KEPT_FREE
        ]
    chance.shuffle(people)
    paper, days = read_paper(poll.pk, ""), max((until - opens).days, 0)
    texts = own_words(row, paper, chance)
    for resident in people[: round(len(people) * row["turnout"])]:
        if poll.kind == Kind.NAMED and not resident.display_name:
            continue
        day = timezone.localdate(opens) + timedelta(days=chance.randint(0, days))
        options = []
        for question, asked in zip(paper.questions, row["question"], strict=True):
            if question.kind != QuestionKind.TEXT:
                options += chosen(question, asked, chance)
        said = next(texts, None)
        yield Cast(voter_of(resident, poll), day, options, said or {})


def own_words(row, paper, chance):
    for question, asked in zip(paper.questions, row["question"], strict=True):
        if question.kind == QuestionKind.TEXT:
            for answer in asked["answers"]:
                yield {question.pk: answer}


def chosen(question, asked, chance):
    """Returns [keys of Option] by the weights of the data file, which stand in its own order of options."""
    if question.kind in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        by_text = {
            option["text"]: weight
            for option, weight in zip(asked["option"], asked["weights"], strict=True)
        }
    else:
        standing = [option for option in question.choices if not option.is_abstention]
        by_text = {
            option.text: weight for option, weight in zip(standing, asked["weights"], strict=True)
        }
    abstention = next((option for option in question.choices if option.is_abstention), None)
    if abstention and chance.random() < asked["abstain"]:
        return [abstention.pk]
    options = {
        option.pk: by_text[option.text] for option in question.choices if option.text in by_text
    }
    number = chance.randint(question.least, question.most)
    picked = []
    while len(picked) < number:
        pk = chance.choices(list(options), list(options.values()))[0]
        picked.append(pk)
        options.pop(pk)
    return picked


def let_through(poll):
    """The editor has read the answers but the last ones."""
    answers = list(
        Answer.objects.filter(question__poll=poll).order_by("pk").values_list("pk", flat=True)
    )
    Answer.objects.filter(pk__in=answers[WAITING:]).update(state=Answer.State.SHOWN)
