from django.core.management.base import BaseCommand, CommandError

from ... import keys, published
from ...canonical import digest
from ...models import Participation, Poll
from ...recount import recount


class Command(BaseCommand):
    help = "Recounts a sealed poll from the published list, and compares the frozen paper and the council's key with it."

    def add_arguments(self, parser):
        parser.add_argument(
            "poll", nargs="?", help="number of the poll; all sealed ones without it"
        )

    def handle(self, *args, poll=None, **options):
        polls = Poll.objects.exclude(sealed_at=None).order_by("pk")
        if poll is not None:
            polls = polls.filter(pk=poll) if poll.isdecimal() and len(poll) < 19 else polls.none()
        if not polls:
            raise CommandError("There is no sealed poll of this number.")
        bad = [found for found in polls if not self.verify(found)]
        if bad:
            raise CommandError(f"Not as published: {', '.join(str(found.pk) for found in bad)}.")

    def verify(self, poll):
        """Prints what was compared; returns whether all fits."""
        self.stdout.write(f"№ {poll.pk} «{poll.title}»")
        good = recount(published.loaded(poll), key=keys.public_key())
        paper = digest(published.paper_in(poll)) == poll.content_hash
        self.stdout.write(f"{'ТАК ' if paper else 'НІ! '} рядки бюлетеня в базі даних")
        kept = Participation.objects.filter(poll=poll).count() <= poll.result["participation"]
        self.stdout.write(f"{'ТАК ' if kept else 'НІ! '} учасників не більше, ніж опубліковано")
        good = good and paper and kept
        self.stdout.write("УСЕ ЗБІГЛОСЯ." if good else "НЕ ЗБІГАЄТЬСЯ.")
        return good
