from django.core.management.base import BaseCommand

from bilatserkva_site.founding import found_city


class Command(BaseCommand):
    help = "Makes the council's site where it is missing: home page, news, network, editors' group, workflow."

    def add_arguments(self, parser):
        parser.add_argument("--hostname", default="localhost")
        parser.add_argument("--port", type=int, default=80)

    def handle(self, *args, hostname, port, **options):
        home, _news, network = found_city(hostname, port)
        self.stdout.write(f"The site stands at {home.full_url}, the network at {network.full_url}")
