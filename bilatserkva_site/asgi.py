import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bilatserkva_site.settings.production")
application = get_asgi_application()

from .safety import refuse_unsafe_start  # noqa: E402 - needs the apps to be loaded

refuse_unsafe_start()
