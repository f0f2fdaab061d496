import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from spilno_pages.bulk import populate
from spilno_pages.models import OrganizationIndexPage
from spilno_pages.pollsters import poll_many
from spilno_pages.talkers import chatter


class Command(BaseCommand):
    help = "Adds invented organizations, posts, initiatives, comments and ballots in bulk, to measure the site with. Not for production."

    def add_arguments(self, parser):
        for name in ("organizations", "posts", "initiatives", "comments", "ballots"):
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="other texts for another number")

    def handle(self, *args, organizations, posts, initiatives, comments, ballots, seed, **options):
        if getattr(settings, "SPILNO_PRODUCTION", False):
            raise CommandError("Invented pages are not for production.")
        if min(organizations, posts, initiatives, comments, ballots) < 0:
            raise CommandError("A number cannot be negative.")
        if not OrganizationIndexPage.objects.exists():
            raise CommandError(
                "There is no network yet: run found_spilno, found_city or demo first."
            )
        begun = time.monotonic()
        made = populate(organizations, posts, initiatives, seed)
        said = chatter(comments, seed)
        cast = poll_many(ballots, seed)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        passed = time.monotonic() - begun
        self.stdout.write(f"{made} pages, {said} comments, {cast} ballots in {passed:.0f} s.")
