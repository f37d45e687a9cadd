"""What is installed: the rooms from the bedrock up, then what they stand on."""

from config.settings.paths import BASE_DIR

ROOMS = [
    "kernel.audit",
    "kernel.outbox",
    "kernel.idempotency",
    "kernel.options",
    "kernel.staff",
    "kernel.web",
    "kernel.media",
    "kernel.wechat",
    "members.regions",
    "members.accounts",
    "members.privacy",
    "members.portraits",
    "members.audiences",
    "members.ledger",
    "members.messages",
    "members.points",
    "members.wallet",
    "members.tiers",
    "members.tasks",
    "mall.catalog",
    "mall.imports",
    "mall.inventory",
    "mall.freight",
    "mall.pricing",
    "mall.payments",
    "mall.carts",
    "mall.quotes",
    "mall.orders",
    "mall.fulfilment",
    "mall.reviews",
    "mall.pointsmall",
    "mall.plans",
    "mall.rewards",
    "mall.storefront",
]

INSTALLED_APPS = [
    "config",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "config.apps.SiyuAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "corsheaders",
    "csp",
    "import_export",
    "unfold.contrib.simple_history",
    "simple_history",
    "tree_queries",
    "django_prose_editor",
    "sorl.thumbnail",
    "django_prometheus",
    "django_structlog",
    *ROOMS,
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "kernel.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

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
            ],
        },
    },
]

AUTH_USER_MODEL = "kernel_staff.Operator"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
THUMBNAIL_BACKEND = "kernel.media.links.FileBackend"
