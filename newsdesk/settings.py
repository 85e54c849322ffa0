"""All settings, read only from the environment; safe for production with just the secret set.

The table of variables is in README.md and is tested against this file.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from newsdesk import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.boolean("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY")
SITE_URL = env.origin("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.strings("ALLOWED_HOSTS", env.host_of(SITE_URL))
CSRF_TRUSTED_ORIGINS = env.strings("CSRF_TRUSTED_ORIGINS")
BEHIND_PROXY = env.boolean("BEHIND_PROXY")
# Plain HTTP, for a server that only this machine can reach: no redirect, no Secure cookies.
INSECURE_HTTP = env.boolean("INSECURE_HTTP", default=DEBUG)

INSTALLED_APPS = [
    "timeline",
    "timeline.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "reversion",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "newsdesk.stack_chunks.reserve_stack_chunk",
    "newsdesk.middleware.security_headers",
    "newsdesk.compression.drop_refused_codings",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "newsdesk.compression.compress_with_brotli",
    "newsdesk.compression.skip_compressed_content",
    "newsdesk.middleware.cache_errors_briefly",
    "newsdesk.middleware.strip_reader_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "newsdesk.middleware.slide_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsdesk.middleware.DatabaseUnavailable",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsdesk.urls"
WSGI_APPLICATION = "newsdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'newsdesk.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == env.SQLITE:
    DATABASES["default"]["OPTIONS"] = env.SQLITE_OPTIONS
    # Test with a file: an in-memory database would behave differently from production.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}.test"}

# A streaming replica of the database, for readers' pages; see newsdesk.replica.
if env.string("REPLICA_URL"):
    DATABASES["replica"] = env.database("REPLICA_URL")
    if {each["ENGINE"] for each in DATABASES.values()} != {env.POSTGRESQL}:
        raise ImproperlyConfigured(
            "REPLICA_URL must lead to a replica of the PostgreSQL in DATABASE_URL; both must "
            "begin with postgres://."
        )
    # A host that is gone doesn't refuse connections: try the primary instead after 2 s.
    DATABASES["replica"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["newsdesk.replica.Router"]
# Detect a host that is gone on open connections, too, which Linux would drop only after a quarter
# of an hour: after 5 s with data sent (in ms), after 9 s (5 + 2 · 2) while waiting for a response.
# `connect_timeout` gives up on a server that hangs.
_CONNECTION_TIMEOUTS = {
    "connect_timeout": 10,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}
for database in DATABASES.values():
    if database["ENGINE"] == env.POSTGRESQL:
        database["OPTIONS"] = {**_CONNECTION_TIMEOUTS, **database.get("OPTIONS", {})}
# With pool_mode=transaction, the next statement may run in another PostgreSQL session, which does
# not have the cursor of the previous one. The same holds for prepared statements, which Django does
# not use by default. Connections to PgBouncer itself are persistent like all others.
if env.boolean("BEHIND_PGBOUNCER"):
    for database in DATABASES.values():
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- in the memory of each process ----------------------------------------------------------------

# Whether readers' pages count, filter and search in memory or in the database.
IN_MEMORY = env.boolean("IN_MEMORY", True)
# The server calls prepare() of this object before it forks its workers.
PRELOADER = "timeline.answers.keeper.keeper"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Rendered social images, by content; some 50 kB each.
    "cards": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "cards",
        "TIMEOUT": None,  # changed content has a new key
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
    # Compressed pages of 20 to 40 kB.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": None,  # changed content has a new key
        "OPTIONS": {"MAX_ENTRIES": 40},
    },
}

# --- pictures -------------------------------------------------------------------------------------

# A folder with additional fonts for social images, such as Noto CJK.
CARD_FONTS = env.string("CARD_FONTS", "")

# --- the desk -------------------------------------------------------------------------------------

# Four eyes: the author of an event may not publish it.
FOUR_EYES = env.boolean("FOUR_EYES")
# Enough for an event form with the maximum number of citations, twelve fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- words and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "newsdesk.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")

# --- static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.string("STATIC_ROOT", str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "newsdesk.static_files.MinifiedStaticFilesStorage"
        )
    },
}

# --- security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP
# A load balancer's health checks use plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_NAME = "sessionid" if INSECURE_HTTP else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if INSECURE_HTTP else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "timeline.desk.refused.csrf_failure"
# Django's cookie storage would use a cookie without the __Host- prefix.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- signing in -----------------------------------------------------------------------------------

LOGIN_REDIRECT_URL = "admin:index"
# Require a second factor of everyone at the desk; if off, only of those who have set one up.
REQUIRE_2FA = env.boolean("REQUIRE_2FA")
# Editors are logged out after this much inactivity; see newsdesk.middleware.slide_sessions. At most
# a year, so that the expiry date stays representable.
SESSION_COOKIE_AGE = 60 * env.integer("SESSION_MINUTES", default=120, maximum=525_600)
# Trust only the addresses in X-Forwarded-For that our own proxies appended.
PROXY_COUNT = env.integer("PROXY_COUNT", default=1) if BEHIND_PROXY else 0

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Five wrong passwords lock that username for that IP address. By username alone, anyone could lock
# an editor out; by address alone, one person would lock out a whole office.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
# Attempts during a lockout don't extend it: the page states when it ends.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "newsdesk.proxies.client_address"
AXES_LOCKOUT_CALLABLE = "timeline.desk.sign_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
# For privacy, don't record who logged in from where; the versions record who changed what.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

OTP_TOTP_ISSUER = f"newsdesk ({env.host_of(SITE_URL)})"
# The admin can delete a colleague's device but not show its secret.
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOG_LEVEL = env.log_level("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_tokens": {"()": "newsdesk.logs.WithoutTokens"},
        "without_traceback": {"()": "newsdesk.logs.WithoutTraceback"},
    },
    # The format of gunicorn's own log lines.
    "formatters": {
        "line": {
            "format": "[%(asctime)s] [%(process)d] [%(levelname)s] %(message)s",
            "datefmt": "%Y-%m-%d %H:%M:%S %z",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["without_tokens"],
            "formatter": "line",
            # Repeated here because Django's loggers have their own levels: what they propagate to
            # the root logger bypasses its level, not that of its handlers.
            "level": LOG_LEVEL,
        }
    },
    "loggers": {
        f"django.security.{name}": {"filters": ["without_traceback"]}
        for name in ("DisallowedHost", "DisallowedRedirect")
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
