from django.core.management.base import BaseCommand

from wagtail.models import Site

from spilno_pages.founding import found_network


class Command(BaseCommand):
    help = "Puts the network's pages below the default site's home page, with the editors' group and the workflow."

    def handle(self, *args, **options):
        network = found_network(Site.objects.get(is_default_site=True).root_page)
        self.stdout.write(f"The network stands at {network.url_path}")
