"""Structured logs with request ids: readable on a terminal, JSON when LOG_FORMAT=json."""

from typing import Any

import structlog

from config.settings.paths import env

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="console")

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]
# Plain tracebacks: the rich ones print local variables, and those hold personal data.
_console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(
                    [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
                    if LOG_FORMAT == "json"
                    else [_console]
                ),
            ],
            "foreign_pre_chain": _shared,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # It logs whole requests at DEBUG and every 4xx at WARNING; ours carry the request id instead.
        "django.request": {"level": "ERROR"},
        # A line for every sweep would bury the rest; failures are logged above INFO.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "wechatpayv3": {"level": "ERROR"},
    },
}

structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
# RequestIdMiddleware stands before it and has put a decent id into the header.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
