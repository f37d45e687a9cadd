"""Every address of the house."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.health import healthz, metrics, readyz
from kernel.media.api.serving import serve_media

handler404 = "mall.storefront.api.pages.not_found"
handler400 = "kernel.web.problems.bad_request"
handler500 = "kernel.web.problems.server_fault"

api = [
    path("", include("kernel.media.api.urls")),
    path("", include("kernel.wechat.api.urls")),
    path("", include("members.regions.api.urls")),
    path("", include("members.accounts.api.urls")),
    path("", include("members.privacy.api.urls")),
    path("", include("members.portraits.api.urls")),
    path("", include("members.messages.api.urls")),
    path("", include("members.tiers.api.urls")),
    path("", include("members.wallet.api.urls")),
    path("", include("members.points.api.urls")),
    path("", include("members.tasks.api.urls")),
    path("", include("mall.catalog.api.urls")),
    path("", include("mall.carts.api.urls")),
    path("", include("mall.payments.api.urls")),
    path("", include("mall.orders.api.urls")),
    path("", include("mall.fulfilment.api.urls")),
    path("", include("mall.pointsmall.api.urls")),
    path("", include("mall.plans.api.urls")),
    path("", include("mall.reviews.api.urls")),
    path("", include("mall.storefront.api.urls")),
]

urlpatterns = [
    path("", include("mall.storefront.api.page_urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include(api)),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(path("media/<path:path>", serve_media, name="media"))
