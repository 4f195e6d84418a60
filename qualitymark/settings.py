"""All settings, read once from the environment (names begin QM_) or from files named by QM_..._FILE.

The reference of every name, its meaning and its default stands in deploy/SETTINGS.md. An unknown value
stops the start with a sentence; nothing falls back silently.
"""

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name, default=None):
    """The setting QM_<name>, or the content of the file named by QM_<name>_FILE, or the default."""
    file = os.environ.get(f"QM_{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    value = os.environ.get(f"QM_{name}", default)
    if value is None:
        raise ImproperlyConfigured(f"Set QM_{name}, or QM_{name}_FILE to a file that holds it.")
    return value


def flag(name, default):
    value = os.environ.get(f"QM_{name}", "yes" if default else "no").lower()
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"QM_{name} must be yes or no, not {value!r}.")
    return value == "yes"


def names(name, default=""):
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def whole(name, default):
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"QM_{name} must be a whole number, not {value!r}.")
    return int(value)


def database(address):
    """Django's settings for a database address: sqlite:///path or postgres://user:password@host:port/name."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        # IMMEDIATE: without it two writers die on "database is locked" (docs/decisions/0002).
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path[1:] or ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
            "CONN_MAX_AGE": 600,
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # A statement asked for the sixth time is planned already: planning costs more than running it.
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
        }
    raise ImproperlyConfigured("QM_DATABASE_URL must begin sqlite:/// or postgres://.")


LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
TESTING = "pytest" in sys.modules
DEMO = flag("DEMO", False)
VAR_DIR = Path(text("VAR_DIR", str(BASE_DIR / "var")))
ALLOWED_HOSTS = names("ALLOWED_HOSTS", "127.0.0.1,localhost" if DEMO or TESTING else "")
if DEMO and (not ALLOWED_HOSTS or not set(ALLOWED_HOSTS) <= LOOPBACK):
    raise ImproperlyConfigured(
        "Demo mode lets anyone sign in as anyone, so it runs on this computer alone. "
        "Set QM_DEMO=no, or leave only 127.0.0.1 and localhost in QM_ALLOWED_HOSTS."
    )
# The demo's and the tests' clock can be moved; a real deployment's cannot.
CLOCK_MOVABLE = DEMO or TESTING
DEMO_KEY = "demo-only-not-secret"
SHORTEST_KEY = 32  # characters
SECRET_KEY = text("SECRET_KEY", DEMO_KEY if DEMO or TESTING else None)
# Held outside the database, so that who can write to the database cannot rewrite the audit chain.
AUDIT_KEY = text("AUDIT_KEY", DEMO_KEY if DEMO or TESTING else None)
# Also outside the database: who reads a copy of it cannot make the codes of anybody's second step.
SECOND_STEP_KEY = text("SECOND_STEP_KEY", DEMO_KEY if DEMO or TESTING else None)
if not (DEMO or TESTING):
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("Set QM_ALLOWED_HOSTS to the names that the site answers to, each in full.")
    if len({SECRET_KEY, AUDIT_KEY, SECOND_STEP_KEY}) < 3:
        raise ImproperlyConfigured("QM_SECRET_KEY, QM_AUDIT_KEY and QM_SECOND_STEP_KEY must be three different keys.")
    for named, key in (("SECRET_KEY", SECRET_KEY), ("AUDIT_KEY", AUDIT_KEY), ("SECOND_STEP_KEY", SECOND_STEP_KEY)):
        if len(key) < SHORTEST_KEY:  # the demo's own key is shorter too
            raise ImproperlyConfigured(
                f"QM_{named} is too short to keep anything safe: give it at least {SHORTEST_KEY} random characters (deploy/SETTINGS.md)."
            )
DEBUG = False
# scripts/run.sh writes where it serves the demo, so that a command called beside it writes letters that lead there.
_served = VAR_DIR / "site-address"
_here = (_served.read_text(encoding="utf-8").strip() if DEMO and _served.is_file() else "") or "http://127.0.0.1:8000"
SITE_URL = text("SITE_URL", _here if DEMO or TESTING else None).rstrip("/")
_site = urlsplit(SITE_URL)
if not _site.hostname or _site.scheme != ("http" if _site.hostname in LOOPBACK else "https"):
    raise ImproperlyConfigured(f"QM_SITE_URL must be an address that begins https://, not {SITE_URL!r}.")
SITE_NAME = "Quality Mark"

INSTALLED_APPS = [
    "qualitymark.core",
    "qualitymark.files",
    "qualitymark.documents",
    "qualitymark.accounts",
    "qualitymark.institutions",
    "qualitymark.frameworks",
    "qualitymark.interest",
    "qualitymark.journeys",
    "qualitymark.evidence",
    "qualitymark.actionplan",
    "qualitymark.selfassessment",
    "qualitymark.assessors",
    "qualitymark.support",
    "qualitymark.review",
    "qualitymark.decisions",
    "qualitymark.awards",
    "qualitymark.practice",
    "qualitymark.insights",
    "qualitymark.website",
    "qualitymark.api",
    "qualitymark.office",
    "qualitymark.casework",
    "qualitymark.workspace",
    "qualitymark.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "qualitymark.core.middleware.known_host",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # Outside the session, which may only begin with the answer.
    "qualitymark.core.middleware.not_kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qualitymark.core.middleware.request_clock",
    "qualitymark.desk.middleware.actor",
    # After who acts: their pages of refusal are pages like any other.
    "qualitymark.core.middleware.readable",
    "qualitymark.core.middleware.no_nul",
    "qualitymark.desk.middleware.signing_in",
    "qualitymark.core.middleware.refusals",
]

ROOT_URLCONF = "qualitymark.urls"
WSGI_APPLICATION = "qualitymark.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "qualitymark.core.context.site",
                "qualitymark.desk.context.whereabouts",
            ],
            "builtins": ["qualitymark.core.templatetags.parts"],
        },
    }
]

DATABASES = {"default": database(text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'qualitymark.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Full, it drops rows by their key: room enough that nobody can push out the counts that keep guessers away. The tick drops old ones.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache", "OPTIONS": {"MAX_ENTRIES": 200_000}},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR_DIR / "files")}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_URL = "static/"
STATIC_ROOT = text("STATIC_ROOT", str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEMO or TESTING
WHITENOISE_AUTOREFRESH = False
# A request's body is bounded before a form sees it; a file's own bound is FILE_MAX_BYTES.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_MAX_BYTES = whole("FILE_MAX_MB", 50) * 1024 * 1024
INSTITUTION_MAX_BYTES = whole("INSTITUTION_MAX_MB", 2048) * 1024 * 1024
# The virus scanner's socket; empty is none.
CLAMD = text("CLAMD", "")
if CLAMD and not CLAMD.startswith("unix:/") and not (CLAMD.rpartition(":")[0] and CLAMD.rpartition(":")[2].isdigit()):
    raise ImproperlyConfigured(f"QM_CLAMD must be unix:/path/of/socket or host:port, not {CLAMD!r}.")

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "qualitymark.accounts.rules.DifferentCharacters"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "qualitymark.accounts.adapter.Adapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "none"
# No such letter is sent: it lets an address that is nobody's take the way of one that is (accounts.adapter).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# Allauth's own first writes a row of addresses, which we do not use.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_PREVENT_ENUMERATION = True
# What is asked for with an address is counted in accounts.asking too: counted by address alone, any stranger could use up its owner's.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip", "reset_password": "20/m/ip"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "request_login_code": "qualitymark.accounts.forms.AddressForm",
    "confirm_login_code": "qualitymark.accounts.forms.CodeForm",
    "login": "qualitymark.accounts.forms.PasswordSignInForm",
    "reset_password": "qualitymark.accounts.forms.ForgottenForm",
    "reset_password_from_key": "qualitymark.accounts.forms.NewPasswordForm",
    "set_password": "qualitymark.accounts.forms.FirstPasswordForm",
    "change_password": "qualitymark.accounts.forms.OtherPasswordForm",
    "reauthenticate": "qualitymark.accounts.forms.PasswordAgainForm",
}
MFA_FORMS = {
    "authenticate": "qualitymark.accounts.forms.SecondStepForm",
    "reauthenticate": "qualitymark.accounts.forms.SecondStepAgainForm",
    "activate_totp": "qualitymark.accounts.forms.PhoneForm",
}
# The code before and the code after count too: who types at second 29 is not refused (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "qualitymark.accounts.adapter.SecondFactorAdapter"
# Office, assessors and panel need a password and a second factor, save in the demo, where anyone signs in as anyone.
SECOND_FACTOR_REQUIRED = not (DEMO or TESTING)

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = text("EMAIL_HOST", "" if DEMO or TESTING else "localhost")
if DEMO and EMAIL_HOST not in {"", *LOOPBACK}:
    raise ImproperlyConfigured("The demo sends no letters to anybody: leave QM_EMAIL_HOST empty, and read them at /demo/mail/.")
EMAIL_PORT = whole("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = text("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "Quality Mark <office@qualitymark.example>")
OFFICE_EMAIL = text("OFFICE_EMAIL", "office@qualitymark.example")
# Whom to tell of a security problem, for /.well-known/security.txt; empty is no such page.
SECURITY_CONTACT = text("SECURITY_CONTACT", "")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured(f"QM_SECURITY_CONTACT must begin mailto: or https://, not {SECURITY_CONTACT!r}.")

SECURE_SSL_REDIRECT = not (DEMO or TESTING) and flag("SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY", False) else None
# Behind the proxy the rate limits count the visitor's address, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("BEHIND_PROXY", False) else 0
SECURE_HSTS_SECONDS = 0 if DEMO or TESTING else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not (DEMO or TESTING)
# A browser takes a cookie of this name from this very host alone: no other site of the same domain can plant one (accounts.browsers too).
COOKIE_PREFIX = "__Host-" if SESSION_COOKIE_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
CSRF_FAILURE_VIEW = "qualitymark.core.pages.form_expired"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "frame-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_links": {"()": "qualitymark.core.logs.WithoutLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
