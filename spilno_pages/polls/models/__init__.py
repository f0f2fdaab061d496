"""The paper that people vote on, who took part, and what was cast: kept apart. To be read in this order."""

from .papers import (
    Amendment,
    Kind,
    MinLevel,
    Option,
    Poll,
    Question,
    QuestionKind,
    Shown,
    State,
    Wish,
)

from .ballots import Ballot, Bar, Checkpoint, Participation, SealedBallot  # isort: skip
from .answers import Answer  # isort: skip

__all__ = [
    "Amendment",
    "Answer",
    "Ballot",
    "Bar",
    "Checkpoint",
    "Kind",
    "MinLevel",
    "Option",
    "Participation",
    "Poll",
    "Question",
    "QuestionKind",
    "SealedBallot",
    "Shown",
    "State",
    "Wish",
]
