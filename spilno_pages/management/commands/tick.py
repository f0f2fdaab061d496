import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from spilno_pages.ticks import tick


class Command(BaseCommand):
    help = "Does everything that is due: scheduled publishing. Idempotent; run it every minute."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="stay and repeat, for script/server"
        )

    def handle(self, *args, every=None, **options):
        if not every:
            self.tell(tick())
            return
        while True:
            time.sleep(every)
            close_old_connections()
            try:
                tick()
            except DatabaseError as problem:
                self.stderr.write(f"tick: {problem}")

    def tell(self, done):
        if not done:
            self.stdout.write("Another tick is running; nothing was done.")
