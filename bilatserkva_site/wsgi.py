import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bilatserkva_site.settings.production")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - needs the apps to be loaded

from spilno_pages.word_forms import warm_up  # noqa: E402

from .safety import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()

# Whatever is loaded here is shared by the workers of `gunicorn --preload`; connections to the database are not to be.
warm_up()
connections.close_all()
gc.collect()
gc.freeze()
