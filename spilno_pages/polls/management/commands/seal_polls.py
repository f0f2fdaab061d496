from django.core.management.base import BaseCommand

from ...actions import checkpoint_due, seal_due


class Command(BaseCommand):
    help = "Counts and seals the polls that are closed, as tick does every minute; writes the checkpoints that are due."

    def handle(self, *args, **options):
        self.stdout.write(f"Sealed: {seal_due()}, checkpoints: {checkpoint_due()}.")
