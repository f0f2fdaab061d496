import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from bilatserkva_site.demo.load import ACCOUNTS, is_loaded
from bilatserkva_site.health import migrated


class Command(BaseCommand):
    help = "Makes the installation ready to serve: migrations, static files, the demo city on the first run."

    def handle(self, *args, **options):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        if not migrated():
            call_command("migrate", verbosity=0, interactive=False)
        self.collect()
        if settings.SPILNO_DEMO and not is_loaded():
            self.stdout.write("Loading the demo city …")
            call_command("demo", stdout=self.stdout)
        elif settings.SPILNO_DEMO:
            self.stdout.write(
                f"Accounts: {', '.join(ACCOUNTS)}\nPassword: as printed at the first start."
            )

    def collect(self):
        """Collects static files where one has come, gone or changed since the last time."""
        stamp = settings.VAR_DIR / "static.stamp"
        present = fingerprint()
        if stamp.exists() and stamp.read_text() == present:
            return
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(present)


def fingerprint():
    """Returns a hash over names, sizes and times of all static files."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            seen.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    return seen.hexdigest()
