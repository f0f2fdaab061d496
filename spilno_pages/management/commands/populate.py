import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from spilno_pages.bulk import populate
from spilno_pages.models import OrganizationIndexPage


class Command(BaseCommand):
    help = "Adds invented organizations, posts and initiatives in bulk, to measure the site with. Not for production."

    def add_arguments(self, parser):
        for name in ("organizations", "posts", "initiatives"):
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="other texts for another number")

    def handle(self, *args, organizations, posts, initiatives, seed, **options):
        if getattr(settings, "SPILNO_PRODUCTION", False):
            raise CommandError("Invented pages are not for production.")
        if min(organizations, posts, initiatives) < 0:
            raise CommandError("A number of pages cannot be negative.")
        if not OrganizationIndexPage.objects.exists():
            raise CommandError(
                "There is no network yet: run found_spilno, found_city or demo first."
            )
        begun = time.monotonic()
        made = populate(organizations, posts, initiatives, seed)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"{made} pages in {time.monotonic() - begun:.0f} s.")
