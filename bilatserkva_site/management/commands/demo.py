import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from bilatserkva_site.demo.load import is_loaded, load


class Command(BaseCommand):
    help = "Loads the demo city into an empty database, with accounts for an administrator, an editor and two organizations."

    def handle(self, *args, **options):
        if not settings.SPILNO_DEMO:
            raise CommandError(
                "The demo city is not for production: its accounts share one password."
            )
        if is_loaded():
            self.stdout.write("The city is there already; nothing was changed.")
            return
        given = os.environ.get("SPILNO_DEMO_PASSWORD")
        password = given or secrets.token_urlsafe(9)
        # Nobody is to be written to about what the loader itself submits and returns.
        # Sizes of pictures are made beside the running server: the first start is not to wait for them.
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend", SPILNO_MAKE_PICTURES=False
        ):
            emails = load(password)
        shown = "the one in SPILNO_DEMO_PASSWORD" if given else password
        self.stdout.write(
            f"The demo city is loaded. Accounts: {', '.join(emails)}\nPassword: {shown}"
        )
        if not given:
            self.stdout.write(
                "It is shown this once; `manage.py changepassword E-MAIL` sets another."
            )
