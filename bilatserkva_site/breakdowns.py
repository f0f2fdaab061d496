"""What a person reads when something breaks: a fault of ours, or a database that is away for a moment."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from django.views import defaults

AWAIT = 30  # seconds


def server_error(request):
    """Answers 503 while the database cannot be asked, 500 for everything else. Called by Django inside of its except clause."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return defaults.server_error(request)
    answer = HttpResponse(loader.render_to_string("503.html"), status=503)
    answer["Retry-After"] = str(AWAIT)
    answer["Cache-Control"] = "no-store"
    return answer
