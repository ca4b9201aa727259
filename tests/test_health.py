"""/healthz: what a watchdog is told."""

from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from essayplanner.health import newest_migrations


def test_healthz_is_ok_when_the_database_is_migrated(client, db):
    response = client.get(reverse("healthz"))
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok"}
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}


def test_healthz_is_503_when_a_migration_is_missing(client, db):
    MigrationRecorder(connection).record_unapplied(*min(newest_migrations()))
    response = client.get(reverse("healthz"))
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "migrations": "missing"}


def test_healthz_is_503_when_the_database_does_not_answer(client, db):
    def broken(execute, sql, params, many, context):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(broken):
        response = client.get(reverse("healthz"))
    assert response.status_code == 503
    assert response.json() == {"database": "failed", "migrations": "unknown"}


def test_healthz_says_so_to_somebody_signed_in_too(student_client):
    def broken(execute, sql, params, many, context):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(broken):
        response = student_client.get(reverse("healthz"))
    assert response.status_code == 503
    assert response.json() == {"database": "failed", "migrations": "unknown"}


def test_healthz_takes_two_queries(client, db, django_assert_num_queries):
    client.get(reverse("healthz"))
    with django_assert_num_queries(2):
        client.get(reverse("healthz"))


def test_healthz_is_only_for_reading(client, db):
    assert client.post(reverse("healthz")).status_code == 405
    assert client.head(reverse("healthz")).status_code == 200
