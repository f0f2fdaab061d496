"""Two questions a balancer asks: is the process alive, and may people be sent to it."""

from uuid import uuid4

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

PROBE_KEY = "readyz"


@never_cache
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


def database_writes():
    """True when a row can be written; the write is rolled back."""

    try:
        with transaction.atomic():
            Session.objects.create(
                session_key=f"readyz{uuid4().hex[:26]}", session_data="", expire_date=timezone.now()
            )
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def migrated():
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def cache_keeps():
    token = uuid4().hex
    try:
        cache.set(PROBE_KEY, token, 10)
        return cache.get(PROBE_KEY) == token
    except Exception:  # noqa: BLE001 - every cache client has errors of its own
        return False


@never_cache
def readyz(request):
    """200 when a person could be served, 503 otherwise; the answer names what fails and nothing more."""
    answers = {"database": database_writes(), "migrations": migrated(), "cache": cache_keeps()}
    return JsonResponse(answers, status=200 if all(answers.values()) else 503)
