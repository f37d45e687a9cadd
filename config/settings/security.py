"""What keeps strangers out. Production (`DEBUG` off) refuses to start with a default secret."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.settings.paths import PUBLIC_BASE_URL, env

DEBUG = env.bool("DEBUG", default=False)
# `production` refuses toy secrets, simulator addresses and the clock commands; `demo` allows them.
ENVIRONMENT = env.str("ENVIRONMENT", default="demo")
IS_PRODUCTION = ENVIRONMENT == "production"
# In production nginx or the object store hands out pictures.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=not IS_PRODUCTION)

DEMO_SECRET = "demo-only-secret-that-production-refuses-to-start-with"  # noqa: S105 - refused in production below
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET)
if IS_PRODUCTION and (SECRET_KEY == DEMO_SECRET or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("SECRET_KEY must be a random text of at least 50 characters in production")
if IS_PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production")
# Field encryption may use a key of its own, so that sessions can be rotated without re-encrypting members.
FIELD_KEYS = env.list("FIELD_KEYS", default=[SECRET_KEY])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if not IS_PRODUCTION else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_BASE_URL])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    # Probes come from inside, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF, "'unsafe-inline'"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A redirect would turn a channel notification into a lost one (protocols 4.7).
APPEND_SLASH = False
