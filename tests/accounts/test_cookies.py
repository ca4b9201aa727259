"""Cookies, as an installation served over HTTPS sets them."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.test_account_login import sign_in

# Settings are read once from the environment, so another installation is another process.
SCRIPT = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from django.conf import settings
setup_test_environment()
call_command("migrate", verbosity=0)
settings.STORAGES = {**settings.STORAGES, "staticfiles":
    {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
client = Client(enforce_csrf_checks=True, headers={"host": "planner.example.org",
    "referer": "https://planner.example.org/accounts/signup/"})
plain = client.get("/accounts/signup/")
page = client.get("/accounts/signup/", secure=True)
client.post("/accounts/preferences/", {"text_size": 100, "paper": "blue", "colour_theme": "auto",
    "csrfmiddlewaretoken": page.context["csrf_token"]}, secure=True)
client.post("/accounts/signup/", {"username": "amira", "display_name": "Amira",
    "password1": "horse battery staple", "csrfmiddlewaretoken": page.context["csrf_token"]},
    secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "hsts": page["Strict-Transport-Security"],
    "cookies": {name: [bool(c["secure"]), bool(c["httponly"]), c["samesite"], c["path"],
                       c["domain"]] for name, c in client.cookies.items() if c.value},
}))
"""


def test_https_installation(tmp_path: Path) -> None:
    names = {"PATH", "HOME", "LANG"}
    env = {name: value for name, value in os.environ.items() if name in names} | {
        "DJANGO_SETTINGS_MODULE": "essayplanner.settings",
        "SITE_URL": "https://planner.example.org",
        "VAR_DIR": str(tmp_path),
    }
    (tmp_path / "static").mkdir()
    done = subprocess.run(  # noqa: S603  # our own interpreter and script
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "plain": [301, "https://planner.example.org/accounts/signup/"],
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "cookies": {
            "__Host-csrf": [True, False, "Lax", "/", ""],
            "__Host-reading": [True, True, "Lax", "/", ""],
            "__Host-session": [True, True, "Lax", "/", ""],
            "messages": [True, True, "Lax", "/", ""],
        },
    }


def test_plain_http_installation_signs_in_too(client: Client, student: User) -> None:
    cookie = sign_in(client).cookies["session"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")
    assert client.get(reverse("accounts:show_account")).status_code == 200
