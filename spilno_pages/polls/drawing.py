"""A poll as a page draws it, for the person who reads: bounded, whatever the number of ballots."""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from uuid import UUID

from django.conf import settings
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_noop

from ..generations import depends_on
from ..open_pages import address
from ..page_cache import keep_until
from ..residents.access import resident_in
from . import guests, rules, tallies, turnout
from .forms import BallotForm
from .models import MinLevel, Option, Poll, Question, QuestionKind, State, Wish
from .papers import Draft, Paper, options_of, paper_of
from .steps import next_steps
from .touching import poll_name

NIL = UUID(int=0)
FRESH = timedelta(seconds=10)
# Words that the paper adds by itself; the paper has them in the site's first language.
STANDING = {
    "yes": gettext_noop("Yes"),
    "no": gettext_noop("No"),
    "abstain": gettext_noop("I abstain"),
}
# Functions of a Poll: its live page in the language at hand, or None. Pages stand above this room, so they come by themselves.
TRANSLATIONS = []


@dataclass
class Bar:
    """An option in a result: votes and per cent of the ballots."""

    option: Option
    votes: int
    share: float
    is_most: bool = False


@dataclass
class Result:
    """What one question came to. total: ballots."""

    question: Question
    bars: list
    total: int
    average: float | None = None  # of a scale


@dataclass
class Drawn:
    """All that a template needs to draw a poll."""

    poll: Poll
    paper: Paper
    state: str
    form: BallotForm | None = None
    verdict: object = None
    has_voted: bool = False
    may_change: bool = False
    results: list = field(default_factory=list)
    results_verdict: object = None
    took_part: int = 0
    entitled: int | None = None
    amendments: list = field(default_factory=list)
    checkpoint: object = None
    is_followed: bool = False
    is_known: bool = False  # somebody with an account reads
    is_preview: bool = False
    is_withheld: bool = False  # the numbers wait: there are too few ballots

    @property
    def place(self):
        """The id of the ballot where it stands inside another page."""
        return f"ballot-{self.poll.pk or 0}"

    @property
    def again(self):
        return f"again-{self.poll.pk or 0}"

    @property
    def sign_in(self):
        """The address that signs a person in and leads back to the ballot."""
        if not self.poll.page:
            return ""
        back = urlencode({"next": f"{address(self.poll.page)}#ballot"})
        return f"{resolve_url(settings.LOGIN_URL)}?{back}"

    @property
    def share(self):
        """Turnout in per cent, None where nobody knows of how many."""
        return 100 * self.took_part / self.entitled if self.entitled else None

    @property
    def turnout(self):
        return (self.poll.result or {}).get("turnout")

    @property
    def steps(self):
        if self.verdict is None or self.verdict:
            return []
        return next_steps(self.verdict, address(self.poll.page) if self.poll.page else "")


def drawn(poll, request, words=None):
    """Returns the Drawn of a Poll with its page for a request; None while the paper is being laid.

    words: {block id: QuestionDraft or OptionDraft} of a translation. Up to eight queries.
    """
    depends_on(poll_name(poll.page_id))
    return of_poll(poll, request, words) if poll.content_hash else None


def of_poll(poll, request, words=None):
    at = timezone.now()
    state = poll.state(at)
    know_the_clock(poll, state, request, at)
    resident = resident_in(request)
    paper = translated(paper_of(poll), words)
    voted = state in {State.OPEN, State.COUNTING, State.SEALED} and has_voted(
        request, resident, poll
    )
    verdict = rules.may_vote(resident, poll, at)
    found = Drawn(
        poll=poll,
        paper=paper,
        state=state,
        verdict=verdict,
        has_voted=voted,
        may_change=voted and bool(rules.may_withdraw(poll, at)),
        results_verdict=rules.may_see_results(poll, voted, at),
        took_part=turnout.count(poll) if state != State.SOON else 0,
        amendments=list(poll.amendments.all()) if state != State.SOON else [],
        is_known=resident is not None,
    )
    found.entitled = entitled(poll, found.took_part)
    if state == State.OPEN and (not voted or found.may_change):
        found.form = BallotForm(poll=poll, paper=paper)
    if found.results_verdict:
        numbers = results(poll, paper)
        found.is_withheld, found.results = numbers is None, numbers or []
    if resident and state != State.CANCELLED:
        found.is_followed = Wish.objects.filter(poll=poll, resident=resident).exists()
    if state == State.OPEN or state == State.SEALED:
        found.checkpoint = poll.checkpoints.order_by("-seq").first()
    return found


def has_voted(request, resident, poll):
    """Whether the person or, in a survey without accounts, the browser took part. What is drawn for a browser is kept for nobody."""
    if resident:
        return rules.took_part(resident, poll)
    if poll.min_level == MinLevel.ANYONE and guests.known(request):
        keep_until(request, timezone.now())
        return guests.took_part(request, poll)
    return False


def entitled(poll, took_part):
    """Returns of how many: never fewer than took part. None where nobody knows."""
    base = poll.result["entitled"] if poll.sealed_at else turnout.base(poll)
    return base if base is None else max(base, took_part)


def know_the_clock(poll, state, request, at):
    """A kept page is right until the poll opens or closes; while votes come in, for a few seconds alone."""
    moments = {
        State.SOON: poll.opens_at,
        State.OPEN: min(poll.closes_at, at + FRESH),
        State.COUNTING: at,
    }
    if state in moments:
        keep_until(request, moments[state])


def translation_of(poll):
    """Returns the live page that shows the poll in the language at hand, None where it has none. Asked once a Poll at hand."""
    if not hasattr(poll, "at_hand"):
        found = (find(poll) for find in TRANSLATIONS)
        poll.at_hand = next((page for page in found if page), None)
    return poll.at_hand


def paper_at_hand(poll):
    """Returns the paper of a poll in the language at hand."""
    page = translation_of(poll)
    return translated(paper_of(poll), page.words() if page else None)


def translated(paper, words):
    """Returns the paper in the words of a translation, where it has them; the frozen one stays as it is."""
    if words is None:
        return paper
    options, questions = {}, []
    for question in paper.questions:
        own = copy(question)
        said = words.get(question.block_id)
        if said:
            own.text, own.help, own.low, own.high = said.text, said.help, said.low, said.high
        own.choices = [in_words(option, words) for option in question.choices]
        options |= {option.code: option for option in own.choices}
        questions.append(own)
    return replace(paper, questions=tuple(questions), options=options)


def in_words(option, words):
    own = copy(option)
    if said := words.get(option.block_id):
        own.text, own.help = said.text, said.help
    elif option.block_id in STANDING:
        own.text = gettext(STANDING[option.block_id])
    return own


def results(poll, paper):
    """Returns [Result] of a poll whose numbers the reader may see; None while there are too few ballots."""
    asked = [question for question in paper.questions if question.kind != QuestionKind.TEXT]
    if poll.sealed_at:
        counts, total = poll.result["counts"], poll.result["participation"]
    else:
        total, counts = tallies.running(poll)
        if counts is None:
            return None if asked else []
    return [of_question(question, counts, total) for question in asked]


def of_question(question, counts, total):
    """Returns the Result of a question. Options by votes; a scale and yes-or-no stay in their order.

    total: ballots; where one option is chosen, those that answered this question.
    """
    if question.kind != QuestionKind.SEVERAL:
        total = sum(counts.get(option.code, 0) for option in question.choices)
    bars = [
        Bar(
            option,
            votes := counts.get(option.code, 0),
            100 * votes / total if total else 0,
        )
        for option in question.choices
    ]
    most = max((bar.votes for bar in bars if not bar.option.is_abstention), default=0)
    for bar in bars:
        bar.is_most = bool(most) and bar.votes == most and not bar.option.is_abstention
    if question.kind in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        bars.sort(key=lambda bar: (bar.option.is_abstention, -bar.votes, bar.option.number))
    average = None
    if question.kind == QuestionKind.SCALE:
        given = [(int(bar.option.text), bar.votes) for bar in bars if not bar.option.is_abstention]
        number = sum(votes for _value, votes in given)
        average = sum(value * votes for value, votes in given) / number if number else None
    return Result(question, bars, total, average)


def imagined(draft: Draft, mode="", district=None):
    """Returns the Drawn of a paper that is not issued, or as a page's preview shows it. No query."""
    poll = Poll(
        key=NIL,
        title=draft.title,
        kind=draft.kind,
        min_level=draft.min_level,
        allow_change=draft.allow_change,
        shown=draft.shown,
        opens_at=draft.opens_at or timezone.now(),
        closes_at=draft.closes_at or timezone.now(),
        district=district,
        content_hash="preview",
    )
    paper = imagined_paper(draft)
    states = {"": State.OPEN, "guest": State.OPEN, "may": State.OPEN, "voted": State.OPEN}
    state = states.get(mode, State.SEALED)
    found = Drawn(poll, paper, state, is_preview=True, took_part=128, entitled=640)
    found.verdict = rules.YES
    found.has_voted = mode == "voted"
    found.may_change = found.has_voted and draft.allow_change
    found.is_known = mode in {"may", "voted", "closed"}
    found.results_verdict = rules.no("")
    if state == State.SEALED:
        found.results_verdict = rules.YES
        poll.result = {"participation": 128, "entitled": 640, "turnout": None}
        found.results = [
            of_question(question, sample(question), 128)
            for question in paper.questions
            if question.kind != QuestionKind.TEXT
        ]
    elif not found.has_voted or found.may_change:
        found.form = BallotForm(poll=poll, paper=paper)
    return found


def imagined_paper(draft):
    questions, options, keys = [], {}, count(1)
    for number, asked in enumerate(draft.questions, start=1):
        question = Question(
            number=number,
            kind=asked.kind,
            text=asked.text,
            help=asked.help,
            least=asked.least,
            most=asked.most,
            low=asked.low,
            high=asked.high,
        )
        question.choices = []
        for place, option in enumerate(options_of(NIL, asked, draft.kind), start=1):
            row = Option(
                pk=next(keys),
                number=place,
                text=option.text,
                help=option.help,
                cost=option.cost,
                is_abstention=option.is_abstention,
            )
            row.code = f"{number}.{place}"
            question.choices.append(row)
            options[row.code] = row
        questions.append(question)
    return Paper(tuple(questions), options, {row.pk: code for code, row in options.items()})


def sample(question):
    """Returns {code: votes} for a preview of results."""
    return {
        option.code: 4 if option.is_abstention else 60 // (place + 1)
        for place, option in enumerate(question.choices)
    }
