"""Bring an installation up to date: database, static files, content and demo school.

Safe to run again: migrations that are applied, files that are unchanged and accounts that
exist are left as they are.
"""

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essayplanner.settings")

import django  # noqa: E402  # the path above comes first

django.setup()

from django.conf import settings  # noqa: E402  # needs the set-up above
from django.core.management import call_command  # noqa: E402  # needs the set-up above
from django.db import connection  # noqa: E402  # needs the set-up above
from django.db.migrations.executor import MigrationExecutor  # noqa: E402  # as above

from apps.plans.demo import DEMO_PEOPLE  # noqa: E402  # as above

COPIES_KEPT = 10


def keep_a_copy() -> None:
    """Copy an SQLite database through the backup API, which is whole even under writes."""
    source = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not source.exists():
        return
    folder = settings.VAR_DIR / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / f"{source.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.sqlite3"
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    copy.chmod(0o600)
    print(f"Kept a copy of the database before changing it: {copy}")
    for stale in sorted(folder.glob(f"{source.stem}-*.sqlite3"))[:-COPIES_KEPT]:
        stale.unlink()


def migrate() -> None:
    """Apply new migrations, with a copy of what was there before."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        keep_a_copy()
    print("Bringing the database up to date ...")
    call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collect static files with hashed names, unless nothing changed since the last time."""
    seen = hashlib.sha256((HERE / "requirements.lock").read_bytes())
    for file in sorted((HERE / "static" / "dist").rglob("*")):
        if file.is_file():
            seen.update(str(file).encode() + b"\0" + file.read_bytes())
    stamp = settings.VAR_DIR / "static-collected"
    if stamp.exists() and stamp.read_text() == seen.hexdigest() and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(seen.hexdigest())


def load_content() -> None:
    """Load the evidence bank and the questions; what a curator has edited stays as it is."""
    call_command("load_pack", "russia_1855_1991")
    call_command("load_questions")


def load_demo_school() -> None:
    """Load the sample plan and, on one's own machine, demo accounts; show their sign-ins."""
    call_command("load_demo", verbosity=0)
    if not settings.IS_LOCAL:
        return
    print("\nDemo sign-ins (unless changed or closed since):")
    for person in DEMO_PEOPLE:
        print(f"  {person.role:<16}{person.username:<8}{person.passphrase}")
    print()


# An installation that could answer no page stops here, with the reason.
call_command("check")
migrate()
if not settings.DEBUG:
    collect_static()
load_content()
load_demo_school()
call_command("clear_old_plans", verbosity=0)
sys.stdout.flush()
