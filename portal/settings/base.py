"""What is true everywhere. Anything that differs by place is read from the environment."""

from csp.constants import NONE, SELF

from portal.settings import environment

BASE_DIR = environment.BASE_DIR

SECRET_KEY = environment.text("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

# The portal as people know it
PORTAL_NAME = "Services aux communes"
PORTAL_TERRITORY = "Sarrebourg – Moselle Sud"
PORTAL_BASE_URL = environment.text("PORTAL_BASE_URL", "http://127.0.0.1:8000")
PORTAL_CONTACT_PHONE = environment.text("PORTAL_CONTACT_PHONE", "03 53 01 00 40")
PORTAL_CONTACT_EMAIL = environment.text("PORTAL_CONTACT_EMAIL", "mutualisation@example.org")
PORTAL_CONTACT_HOURS = (
    "du lundi au vendredi, de 8\u00a0h\u00a030 à 12\u00a0h et de 14\u00a0h à 17\u00a0h"
)
PORTAL_VERSION = "0.1"
DEMONSTRATION = environment.flag("DEMONSTRATION")
PORTAL_MFA_REQUIRED = environment.flag("PORTAL_MFA_REQUIRED", default=True) and not DEMONSTRATION
# Who acts for which communes is known above the cellar, which only knows this name.
PORTAL_ACTING = "communes.queries.acting_of"
PORTAL_ALL_COMMUNES = "communes.queries.all_commune_ids"
PORTAL_COMMUNE_NAMES = "communes.queries.commune_names"
PORTAL_SIRENS = "communes.queries.sirens_of"
PORTAL_POSITIONS = "communes.queries.positions_of"
# Addresses at which programs report: no page, no redirection, ever.
PORTAL_MACHINE_PATHS = ("/inventaire/",)
# Mails wait for the document they carry: a document that is ready wakes this task.
PORTAL_AFTER_DOCUMENT = "portal.mail.tasks.sweep"
# Seconds that a worker has for one mail or document before another may take it up.
PORTAL_LEASE = int(environment.text("PORTAL_LEASE", "300"))

INSTALLED_APPS = [
    "portal.walls",
    "portal.accounts",
    "portal.journal",
    "portal.mail",
    "portal.documents",
    "portal.tables",
    "portal.web.apps.WebConfig",
    "portal.home",
    "communes",
    "purchasing",
    "itsupport",
    "training",
    "demonstration",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "lucide",
    "pgtrigger",
    "pghistory",
    "portal.web.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.web.middleware.health",
    "portal.home.readiness.ready",
    "portal.web.middleware.machines",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.web.middleware.compressed",
    "portal.web.logs.logged",
    "csp.middleware.CSPMiddleware",
    "portal.web.middleware.typography",
    "portal.web.middleware.clock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.web.middleware.legible",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.web.middleware.acting",
    "portal.accounts.middleware.second_factor",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.web.forms.Renderer"
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
                "portal.web.context.frame",
            ],
        },
    },
]

# Two roles: the portal answers as one that owns nothing; only migrations own the tables.
DATABASES = {
    "default": environment.database(
        "DATABASE_URL", "postgres://portal_app:app@127.0.0.1:5432/portal"
    ),
    "owner": environment.database(
        "DATABASE_OWNER_URL",
        environment.text("DATABASE_URL", "postgres://portal_owner:owner@127.0.0.1:5432/portal"),
        engine="django.db.backends.postgresql",  # a migration takes the time it takes
    ),
}
DATABASE_ROUTERS = ["portal.walls.routers.OwnerMigrates"]
DATABASE_APP_ROLE = "portal_app"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Sign-in: an address with a password or a code; accounts are opened by invitation only.
ACCOUNT_ADAPTER = "portal.mail.account_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "portal.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PORTAL_BASE_URL.startswith(
    ("http://127.0.0.1:", "http://localhost:")
)
USERSESSIONS_TRACK_ACTIVITY = False
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
    "request_login_code": "portal.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "portal.accounts.forms.ConfirmLoginCodeForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "portal.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "portal.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "portal.accounts.forms.EditWebAuthnForm",
}
# ProConnect, the sign-in of public agents: a door that exists only when all three are given.
PROCONNECT_ISSUER = environment.text("PROCONNECT_ISSUER")
PROCONNECT_CLIENT_ID = environment.text("PROCONNECT_CLIENT_ID")
PROCONNECT_CLIENT_SECRET = environment.text("PROCONNECT_CLIENT_SECRET")
if PROCONNECT_ISSUER:  # its HTTP client and its signatures are long to load
    INSTALLED_APPS.append("portal.accounts.proconnect")
PROCONNECT_LEVELS = environment.words("PROCONNECT_LEVELS", "eidas1,eidas2,eidas3")
SOCIALACCOUNT_ADAPTER = "portal.accounts.proconnect.adapter.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# CNIL, délibération 2022-100: long, not a known one, never expiring. Rate limits do the rest.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.passwords.LongOrPhrase"},
    {"NAME": "portal.accounts.passwords.NotGuessed"},
]

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # the cache is in the same database
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.web.errors.csrf_failure"

# Rate limits must hold with several processes and without Redis: they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.web.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": environment.storage("DOCUMENTS_URL", f"file://{BASE_DIR}/var/documents"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

DEFAULT_FROM_EMAIL = environment.text(
    "DEFAULT_FROM_EMAIL", "Services aux communes <mutualisation@example.org>"
)
globals().update(environment.mail("EMAIL_URL", f"file://{BASE_DIR}/var/courriels"))

# The mailbox of the IT service: where answers come back, and where requests arrive. Both empty: no mailbox.
SUPPORT_ADDRESS = environment.text("SUPPORT_ADDRESS")
SUPPORT_IMAP_URL = environment.text("SUPPORT_IMAP_URL")
SUPPORT_IMAP_CA = environment.text(
    "SUPPORT_IMAP_CA"
)  # a file of certificates, for a server of one's own

# How the worker looks at the domains and sites of communes for their audits. An empty resolver: the system's.
AUDIT_LOOK = environment.flag("AUDIT_LOOK", default=not DEMONSTRATION)
AUDIT_DNS_SERVER = environment.text("AUDIT_DNS_SERVER")
AUDIT_SECONDS = 5.0  # for each question put to the outside
AUDIT_CA_FILE = environment.text("AUDIT_CA_FILE")
AUDIT_INSIDE = environment.words(
    "AUDIT_INSIDE"
)  # private networks that may be looked at all the same
AUDIT_HTTP_PORT = int(environment.text("AUDIT_HTTP_PORT", "80"))
AUDIT_HTTPS_PORT = int(environment.text("AUDIT_HTTPS_PORT", "443"))

CELERY_BROKER_URL = environment.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "visibility_timeout": 600,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *environment.origin("PROCONNECT_ISSUER")],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    },
}

# One JSON line per event, masked (portal.web.logs); pages asked for, and what goes wrong.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "portal.web.logs.LineFormatter", "lines": "json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        **{
            name: {"level": "WARNING"}
            for name in ("celery", "kombu", "fontTools", "weasyprint", "urllib3")
        },
    },
}

PGHISTORY_APPEND_ONLY = True
SILENCED_SYSTEM_CHECKS: list[str] = []
