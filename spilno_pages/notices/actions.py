"""The one place that writes to people."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import translate_url
from django.utils import timezone

from django_tasks import task

from .kinds import KINDS
from .letters import letter
from .models import Notice, Preferences

# A letter that could not go is tried again by the tick for so long.
TRIED_FOR = timedelta(days=2)
GONE = "—"


def preferences_of(user):
    """Returns the person's Preferences, unsaved defaults where nothing was chosen. One query."""
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


def notify(user, kind, about, *, url="", **data):
    """Tells a person once, however often it is called: the database keeps (person, kind, object) unique.

    kind: a key of KINDS. about: a model instance or "kind:key". url: a path of the site. data: strings for the kind's words. The
    letter is queued when the transaction commits. Returns True where the notice is new. Up to three queries.
    """
    found = KINDS[kind]
    key = about if isinstance(about, str) else f"{about._meta.label_lower}:{about.pk}"
    by_mail = found.group is None or found.group not in preferences_of(user).silenced
    fields = {
        "data": {name: str(value) for name, value in data.items()},
        # As the site's first language has it; Notice.link turns it into the reader's.
        "url": translate_url(url, settings.LANGUAGE_CODE) if url else "",
    }
    with transaction.atomic():
        notice, made = Notice.objects.get_or_create(
            user=user, kind=kind, object=key, defaults=fields | {"by_mail": by_mail}
        )
        if made and by_mail:
            transaction.on_commit(lambda: mail.enqueue(notice.pk), robust=True)
    return made


@task()
def mail(notice_pk):
    """Sends the letter of one notice, at most once. Raises OSError where the mail server does not answer."""
    notice = Notice.objects.unsent().select_related("user").filter(pk=notice_pk).first()
    if notice is None or not notice.user.is_active:
        return
    # Claimed before it is sent: two workers with one notice send one letter.
    if not Notice.objects.unsent().filter(pk=notice_pk).update(mailed_at=timezone.now()):
        return
    try:
        letter(notice, preferences_of(notice.user)).send()
    except Exception:
        Notice.objects.filter(pk=notice_pk).update(mailed_at=None)
        raise


def mail_unsent(at=None):
    """Queues the letters that did not go, for TRIED_FOR after the act. Called by the tick; returns their number."""
    at = at or timezone.now()
    waiting = Notice.objects.unsent().filter(
        made_at__gt=at - TRIED_FOR, made_at__lt=at - timedelta(minutes=2)
    )
    keys = list(waiting.order_by("made_at").values_list("pk", flat=True)[:200])
    for key in keys:
        mail.enqueue(key)
    return len(keys)


def forget_person(user):
    """Takes a person's name and words out of what others were told of them: notices that carry account=…"""
    blank(Notice.objects.filter(data__account=str(user.pk)), "person", "words")


def forget_words(comment_pk):
    """Takes the words of a comment that is not shown any more out of what people were told: notices that carry comment=…"""
    blank(Notice.objects.filter(data__comment=str(comment_pk)), "words")


def blank(notices, *names):
    for notice in notices:
        notice.data = notice.data | {name: GONE for name in names if name in notice.data}
        notice.save(update_fields=["data"])


def mark_read(user, notices):
    return notices.unread().filter(user=user).update(read_at=timezone.now())


def prefer(user, *, language=None, silenced=None):
    """Writes down how the person wants to be told. Returns the Preferences."""
    preferences, _made = Preferences.objects.get_or_create(user=user)
    if language in dict(settings.LANGUAGES):
        preferences.language = language
    if silenced is not None:
        preferences.silenced = sorted(silenced)
    preferences.save()
    return preferences
