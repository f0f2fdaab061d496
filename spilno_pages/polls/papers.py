"""From what an editor wrote to the paper that is frozen, and from the rows to what a ballot is drawn of."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext, override

from .canonical import digest
from .models import Kind, Option, Poll, Question, QuestionKind

SCALE = range(1, 6)
DRAWN = {QuestionKind.ONE, QuestionKind.SEVERAL}
ABSTAIN = "abstain"


@dataclass(frozen=True)
class OptionDraft:
    block_id: str
    text: str
    help: str = ""
    cost: int | None = None
    page_id: int | None = None
    is_abstention: bool = False


@dataclass(frozen=True)
class QuestionDraft:
    block_id: str
    kind: str
    text: str
    help: str = ""
    least: int = 1
    most: int = 1
    low: str = ""
    high: str = ""
    options: tuple = ()


@dataclass(frozen=True)
class Draft:
    """What a page asks for: the paper and its terms. opens_at: None for «at once»."""

    title: str
    kind: str
    min_level: int
    allow_change: bool
    shown: str
    opens_at: datetime | None
    closes_at: datetime
    district_id: int | None = None
    district: str = ""
    questions: tuple = field(default=())


def standing(question: QuestionDraft, kind: str):
    """Returns the options that nobody writes: yes and no, the numbers of a scale, the abstention of a vote."""
    with override(settings.LANGUAGE_CODE):  # these words are hashed, too
        fixed = []
        if question.kind == QuestionKind.YESNO:
            fixed = [OptionDraft("yes", gettext("Yes")), OptionDraft("no", gettext("No"))]
        elif question.kind == QuestionKind.SCALE:
            fixed = [OptionDraft(str(number), str(number)) for number in SCALE]
        if kind != Kind.SURVEY and question.kind != QuestionKind.TEXT:
            fixed.append(OptionDraft(ABSTAIN, gettext("I abstain"), is_abstention=True))
    return fixed


def drawn_order(poll_key, options):
    """Returns the options in the order that the poll's key draws: the same for everyone, made by nobody.

    By SHA-256 of "key|block id".
    """
    return sorted(options, key=lambda option: digest(f"{poll_key}|{option.block_id}"))


def options_of(poll_key, question: QuestionDraft, kind: str):
    """Returns [OptionDraft] as they stand on the paper."""
    written = list(question.options)
    if question.kind in DRAWN:
        written = drawn_order(poll_key, written)
    return [*written, *standing(question, kind)]


def paper_of_draft(poll_key, draft: Draft):
    """Returns the paper as plain data: what the content hash is made of and the results file repeats."""
    return {
        "allow_change": draft.allow_change,
        "district": draft.district,
        "kind": draft.kind,
        "min_level": draft.min_level,
        "poll": str(poll_key),
        "questions": [
            {
                "help": question.help,
                "kind": question.kind,
                "max": question.most,
                "min": question.least,
                "number": number,
                "options": [
                    {
                        "abstention": option.is_abstention,
                        "code": f"{number}.{place}",
                        "cost": option.cost,
                        "help": option.help,
                        "text": option.text,
                    }
                    for place, option in enumerate(
                        options_of(poll_key, question, draft.kind), start=1
                    )
                ],
                "scale": [question.low, question.high],
                "text": question.text,
            }
            for number, question in enumerate(draft.questions, start=1)
        ],
        "title": draft.title,
    }


@dataclass(frozen=True)
class Paper:
    """The frozen paper with its rows, for drawing and for checking ballots. Shared: readers change nothing."""

    questions: tuple  # of Question with .choices, [Option] with .code
    options: dict  # {code: Option}
    codes: dict  # {key of an Option: code}

    @property
    def costs(self):
        """[Option] that have a cost, for the table before the ballot."""
        return [option for option in self.options.values() if option.cost is not None]


def paper_of(poll: Poll) -> Paper:
    """Returns the Paper of a poll. Two queries; once it is open, at the first call of a process alone: it is frozen then."""
    read = frozen_paper if poll.is_opened() else read_paper
    return read(poll.pk, poll.content_hash)


@lru_cache(maxsize=256)
def frozen_paper(poll_pk, content_hash):
    return read_paper(poll_pk, content_hash)


def read_paper(poll_pk, content_hash):
    rows = Question.objects.filter(poll=poll_pk).prefetch_related(
        Prefetch("options", Option.objects.order_by("number"))
    )
    questions, by_code = [], {}
    for question in rows.order_by("number"):
        question.choices = list(question.options.all())
        for option in question.choices:
            option.code = f"{question.number}.{option.number}"
            by_code[option.code] = option
        questions.append(question)
    codes = {option.pk: code for code, option in by_code.items()}
    return Paper(tuple(questions), by_code, codes)
