"""What the room hears of comments: a question is let through, or what is shown of it changes."""

from django.db.models import Q

from ..discussion.touching import comment_changed, touch_thread
from ..record.models import done
from . import actions
from .models import Question


def changed(comment, **kwargs):
    """The department's page shows the question wherever it was asked."""
    about = Question.objects.filter(Q(comment=comment) | Q(answer=comment))
    for department in about.values_list("department_id", flat=True):
        touch_thread(department)


def approved(event, **kwargs):
    """Whoever is asked learns of a question when a moderator has let it through."""
    if event.act == "comment.approve":
        key = event.subject.partition(":")[2]
        for question in Question.objects.filter(comment_id=key).select_related(
            "comment__author", "department"
        ):
            actions.tell_department(question)


def connect():
    comment_changed.connect(changed, dispatch_uid="spilno.questions.changed")
    done.connect(approved, dispatch_uid="spilno.questions.approved")
