"""Settings of essayplanner: one file, driven by the environment.

With no variables set this is the single-school default: SQLite in ``var/``, served over
plain HTTP on this machine. ``DATABASE_URL`` moves the data, ``SITE_URL`` with https turns
on every HTTPS-only protection.
"""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

# Lets a form or an admin page name its model in its type: ModelForm[Plan].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent


def read_bool(name: str, *, default: bool) -> bool:
    """Read a yes/no variable; anything but a clear yes or no is refused."""
    raw = os.environ.get(name, "").strip().lower()
    if raw == "":
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {raw!r}.")


def read_int(name: str, *, default: int, minimum: int = 0) -> int:
    """Read a whole number of at least ``minimum``."""
    raw = os.environ.get(name, "").strip()
    if raw == "":
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from None
    if value < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {value}.")
    return value


def read_path(name: str, *, default: Path) -> Path:
    """Read a folder or file path; relative paths start at the project folder."""
    raw = os.environ.get(name, "").strip()
    return (BASE_DIR / raw) if raw else default


def read_site_url() -> str:
    """Read the public address, without a trailing slash; it must be http or https."""
    raw = os.environ.get("SITE_URL", "http://127.0.0.1:8000").strip().rstrip("/")
    if urlsplit(raw).scheme not in {"http", "https"} or not urlsplit(raw).hostname:
        raise ImproperlyConfigured(f"SITE_URL must start with http:// or https://, not {raw!r}.")
    return raw


VAR_DIR = read_path("VAR_DIR", default=BASE_DIR / "var")
DEBUG = read_bool("DEBUG", default=False)
SITE_URL = read_site_url()
IS_HTTPS = SITE_URL.startswith("https://")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_bound_to_loopback(bind: str) -> bool:
    """Whether gunicorn, told to listen on these addresses, is heard on this machine alone."""
    addresses = [each.strip().removeprefix("tcp://") for each in bind.split(",") if each.strip()]
    return all(urlsplit(f"//{address}").hostname in LOOPBACK for address in addresses)


# Only what is plainly out of reach of others counts as local: see load_demo.
IS_LOCAL = urlsplit(SITE_URL).hostname in LOOPBACK and is_bound_to_loopback(
    os.environ.get("BIND", "")
)


def read_secret_key() -> str:
    """Read SECRET_KEY, or keep one made at first start in ``var/`` readable by its owner only."""
    if os.environ.get("SECRET_KEY"):
        return os.environ["SECRET_KEY"]
    keep = VAR_DIR / "secret-key"
    try:
        return keep.read_text()
    except FileNotFoundError:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        key = get_random_secret_key() + get_random_secret_key()
        # Exclusive creation: two processes starting at once must agree on one key.
        try:
            descriptor = os.open(keep, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return keep.read_text()
        with os.fdopen(descriptor, "w") as handle:
            handle.write(key)
        return key


SECRET_KEY = read_secret_key()
ALLOWED_HOSTS = [str(urlsplit(SITE_URL).hostname)]
if not IS_HTTPS:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "apps.accounts",
    "apps.evidence",
    "apps.practice",
    "apps.questions",
    "apps.plans",
    "apps.curation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    # The three that put protecting headers on an answer come first, so that no refusal lacks them.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.accounts.middleware.ReadableRequestMiddleware",
    "apps.accounts.middleware.BodyLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.accounts.middleware.IdleSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.HiddenAdminMiddleware",
    "apps.accounts.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.NoStoreMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "essayplanner.urls"
WSGI_APPLICATION = "essayplanner.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.accounts.context.reading",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


def sqlite_journal_mode() -> str:
    """WAL only where the linked library has the WAL-reset fix (3.51.3, 3.50.7, 3.44.6)."""
    version = sqlite3.sqlite_version_info
    fixed = (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )
    return "WAL" if fixed else "DELETE"


def read_database() -> dict[str, object]:
    """Read DATABASE_URL and add what each engine needs to keep every acknowledged write."""
    config: dict[str, object] = dict(
        dj_database_url.config(default=f"sqlite:///{VAR_DIR / 'essayplanner.sqlite3'}")
    )
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE takes the write lock at BEGIN, so a plan's writers queue instead of failing;
        # synchronous=FULL keeps acknowledged writes through a power cut; 8 MB of cache a thread.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={sqlite_journal_mode()}; PRAGMA synchronous=FULL; "
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000;"
            ),
        }
        config["CONN_MAX_AGE"] = None
        # The browser and race tests use several threads: an in-memory test database fails there.
        config["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    else:
        config["OPTIONS"] = {
            # Within the time limit a person is told the database is away, not kept waiting.
            "pool": {"min_size": 2, "max_size": 8, "timeout": 10},
            "options": "-c lock_timeout=5s",
        }
        config["CONN_MAX_AGE"] = 0
    return config


DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.accounts.passphrases.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "apps.accounts.passphrases.NotCommon"},
    {
        "NAME": "apps.accounts.passphrases.NotOneself",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "plans:list_plans"
LOGOUT_REDIRECT_URL = "landing"

# Signing in is by username; an e-mail address is optional, never checked and never written to.
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.SignInForm",
    "signup": "apps.accounts.forms.SignUpForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
}
# A whole school may stand behind one address: failed sign-ins are counted below instead.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "signup": "300/5m/ip"}

# Ten failures for one name from one address, or some 300 from one address, then a pause.
AXES_HANDLER = "apps.accounts.limits.FailureHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "apps.accounts.limits.typed_username"
AXES_CLIENT_IP_CALLABLE = "apps.accounts.limits.client_address"
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.too_many_failures"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address"]
# No lasting record of who signed in from where.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/London")
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# Nothing leaves the origin: no other host, no inline script or style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = IS_HTTPS
# To our own name, whatever name was asked for: a forged one is never repeated.
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
# A watchdog on the same machine asks over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
# Forwarded headers are believed only where the operator says a proxy sets them.
BEHIND_PROXY = read_bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
READING_COOKIE_NAME = "__Host-reading" if IS_HTTPS else "reading"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "apps.accounts.views.explain_csrf_failure"
# Writing the session on every request would make reading a page a database write.
SESSION_SAVE_EVERY_REQUEST = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Files go to disk as they come in; a form that takes one has its own, lower limit.
MOST_BODY = 32_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Its warnings name people and their addresses; failures are counted in the database.
    "loggers": {"axes": {"level": "ERROR"}},
}
