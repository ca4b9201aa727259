"""The small named cast that tests are told with."""

import pytest
from django.conf import settings as loaded_settings
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from tests.factories import make_user

PLAIN_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"


def pytest_configure() -> None:
    """Make the folder that WhiteNoise looks for at start."""
    loaded_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def quick_settings(settings: Settings) -> None:
    """Serve static files from their sources, and hash the made-up passwords fast."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_STORAGE}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_counts() -> None:
    """Forget how often one address did something: every test comes from the same one."""
    cache.clear()


@pytest.fixture
def student(db: None) -> User:
    """The student whose work is looked at."""
    return make_user("student")


@pytest.fixture
def classmate(db: None) -> User:
    """Another student of the same class."""
    return make_user("classmate")


@pytest.fixture
def teacher(db: None) -> User:
    """A teacher."""
    return make_user("teacher", is_student=False, is_teacher=True)


@pytest.fixture
def other_teacher(db: None) -> User:
    """A teacher of another class."""
    return make_user("other_teacher", is_student=False, is_teacher=True)


@pytest.fixture
def curator(db: None) -> User:
    """Someone who keeps the evidence true."""
    return make_user("curator", is_student=False, is_curator=True)


@pytest.fixture
def admin(db: None) -> User:
    """A member of staff with every admin right."""
    return make_user("admin", is_student=False, is_staff=True, is_superuser=True)


@pytest.fixture
def student_client(student: User) -> Client:
    """A browser signed in as the student."""
    client = Client()
    client.force_login(student)
    return client


@pytest.fixture
def curator_client(curator: User) -> Client:
    """A browser signed in as the curator."""
    client = Client()
    client.force_login(curator)
    return client
