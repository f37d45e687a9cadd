"""A ModelViewSet over the table, and a ping."""

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

application = get_wsgi_application()

from rest_framework import routers, serializers, viewsets  # noqa: E402 - the framework reads the settings on import

from bench.bare.models import BareProduct  # noqa: E402 - as above


class BareSerializer(serializers.ModelSerializer[BareProduct]):
    class Meta:
        model = BareProduct
        fields = ["id", "name", "subtitle", "cover", "price_fen", "list_price_fen", "sales", "tags"]


class BareViewSet(viewsets.ModelViewSet[BareProduct]):
    queryset = BareProduct.objects.order_by("-sales", "-id")
    serializer_class = BareSerializer

    def get_queryset(self):  # type: ignore[no-untyped-def] # as a newcomer writes it
        rows = super().get_queryset()
        category = self.request.query_params.get("category")
        return rows.filter(category_id=category, in_stock=True) if category else rows


def ping(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ping": "pong"})


router = routers.SimpleRouter()
router.register("products", BareViewSet)
urlpatterns = [path("ping", ping), path("", include(router.urls))]
