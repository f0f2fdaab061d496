"""For work on the code: the demo's database with DEBUG on."""

from .demo import *  # noqa: F403
from .demo import STORAGES

DEBUG = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
