"""Database, cache and broker: SQLite, local memory and threads unless the environment names servers."""

from typing import Any

from config.settings.paths import DEMO_DIR, env

SQLITE_FILE = DEMO_DIR / "shop.sqlite3"
DATABASE_URL = env.str("DATABASE_URL", default="")
EMBEDDED = not DATABASE_URL

SQLITE_OPTIONS: dict[str, Any] = {
    # IMMEDIATE: a read that turns into a write would otherwise fail at once with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000"
    ),
}

if DATABASE_URL:
    DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DEMO_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(SQLITE_FILE),
            "OPTIONS": SQLITE_OPTIONS,
        }
    }

CACHE_URL = env.str("CACHE_URL", default="")
if CACHE_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "siyu"}}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="memory://localhost/")
# The memory broker lives in the web process, and so do the worker and the beat (`config/embedded.py`).
EMBEDDED_WORKER = CELERY_BROKER_URL.startswith("memory:")
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="siyu")
CELERY_TASK_IGNORE_RESULT = True
# A message is only a nudge: what is to be done stands in the outbox and in the rows, and the clock comes by.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "Asia/Shanghai"
# No schedule file: what is overdue is found by looking at the rows, not by remembering when one last looked.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False
# Who sends gives up soon, since the clock comes by; who consumes tries for ever.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
if EMBEDDED_WORKER:
    CELERY_BROKER_TRANSPORT_OPTIONS["polling_interval"] = 0.05
elif CELERY_BROKER_URL.startswith(("amqp://", "amqps://")):
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_BROKER_TRANSPORT_OPTIONS["confirm_publish"] = True
else:
    CELERY_BROKER_TRANSPORT_OPTIONS["socket_connect_timeout"] = 2

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
