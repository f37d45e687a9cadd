"""The REST API and its document."""

from typing import Any

from config.settings.paths import env
from kernel.web import paths

# Requests a minute. The demo is generous so that nobody is refused while trying things out.
THROTTLE_RATES: dict[str, str] = {
    "member": env.str("THROTTLE_MEMBER", default="1000/min"),
    "anonymous": env.str("THROTTLE_ANONYMOUS", default="1000/min"),
    "login": env.str("THROTTLE_LOGIN", default="1000/min"),
    "money": env.str("THROTTLE_MONEY", default="1000/min"),
    "codes": env.str("THROTTLE_CODES", default="1000/min"),
    "uploads": env.str("THROTTLE_UPLOADS", default="1000/min"),
    "notifications": env.str("THROTTLE_NOTIFICATIONS", default="6000/min"),
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["members.accounts.api.authentication.MemberAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["kernel.web.permissions.IsSignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.web.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["kernel.web.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": THROTTLE_RATES,
    # How many trusted proxies stand before us; whatever else X-Forwarded-For says is the client's own claim.
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
    # OPTIONS tells nobody about the code; CORS preflight is answered before a view.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "kernel.web.pages.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "kernel.web.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "kernel.web.problems.problem_handler",
    "UNAUTHENTICATED_USER": None,
    "UNICODE_JSON": True,
    "COMPACT_JSON": True,
    "STRICT_JSON": True,
    "DATETIME_FORMAT": "iso-8601",
}

# Chapters of the document, by the first part of the path.
API_CHAPTERS = {
    "auth": "登录",
    "data-exports": "我的",
    "me": "我的",
    "regions": "我的",
    "uploads": "文件",
    "cart": "购物车",
    "orders": "订单",
    "tiers": "会员等级",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Siyu 私域商城接口",
    "DESCRIPTION": "面向小程序客户端的接口。金额一律为整数分（_fen），时间带 +08:00，编号为字符串。",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # One name per set of words, whatever the fields that carry it are called.
    "ENUM_NAME_OVERRIDES": {
        "OrderStatusEnum": "mall.orders.states.Status",
        "OrderPaymentStateEnum": "mall.orders.states.PaymentState",
        "PaymentAttemptStateEnum": "mall.payments.states.PaymentState",
        "FulfilmentStateEnum": "mall.orders.states.FulfilmentState",
        "AftersaleStateEnum": "mall.orders.states.AftersaleState",
        "TaskStateEnum": "members.tasks.states.State",
        "TaskKindEnum": "members.tasks.models.Task.Kind",
    },
    "PATH_CONVERTER_OVERRIDES": paths.SCHEMAS,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kernel.web.schema.add_problem_responses",
        "kernel.web.examples.add_examples",
    ],
}

SIMPLE_JWT: dict[str, Any] = {"ALGORITHM": "HS256"}
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
