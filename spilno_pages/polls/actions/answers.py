"""An editor reads what people wrote in a survey in their own words."""

from django.db import transaction

from ...record.actions import record
from ..models import Answer
from ..touching import touch_poll


@transaction.atomic
def decide_answer(answer, state, *, by):
    """Shows an answer to everyone or does not. state: Answer.State.SHOWN or HIDDEN."""
    Answer.objects.filter(pk=answer.pk).update(state=state, decided_by=by)
    record("poll.answer", f"answer:{answer.pk}", by=by, state=str(state))
    touch_poll(answer.question.poll)
