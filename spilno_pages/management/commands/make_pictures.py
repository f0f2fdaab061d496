from django.core.management.base import BaseCommand

from wagtail.models import Page

from spilno_pages import generations
from spilno_pages.pictures import make


class Command(BaseCommand):
    help = "Makes the sizes and formats of pictures that published pages lack. Idempotent; safe to stop."

    def handle(self, *args, **options):
        made = 0
        # Keys first: a page that is read while a picture is written locks SQLite out of itself.
        for pk in list(Page.objects.live().values_list("pk", flat=True)):
            page = Page.objects.filter(pk=pk).first()
            if page and (new := make(page.specific)):
                made += new
                generations.begin()
        self.stdout.write(f"Made: {made}")
