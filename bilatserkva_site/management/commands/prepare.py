from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from bilatserkva_site.demo.load import ACCOUNTS, is_loaded


class Command(BaseCommand):
    help = "Makes the installation ready to serve: migrations, static files, the demo city on the first run."

    def handle(self, *args, **options):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.SPILNO_DEMO and not is_loaded():
            self.stdout.write("Loading the demo city …")
            call_command("demo", stdout=self.stdout)
        elif settings.SPILNO_DEMO:
            self.stdout.write(
                f"Accounts: {', '.join(ACCOUNTS)}\nPassword: as printed at the first start."
            )
