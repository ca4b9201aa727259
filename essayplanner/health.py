"""Whether this installation can serve: what a load balancer or a watchdog asks."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@lru_cache(maxsize=1)
def newest_migrations() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app; the files do not change while we run."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


# Watchdogs have no account; the answer tells nothing about anyone.
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and is migrated, 503 when it does not or is not."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:
        state = {"database": "failed", "migrations": "unknown"}
    else:
        is_current = newest_migrations() <= applied.keys()
        state = {"database": "ok", "migrations": "ok" if is_current else "missing"}
    response = JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)
    response["Cache-Control"] = "no-store"
    return response
