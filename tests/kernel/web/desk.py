"""Views made only to prove the kinds of `kernel.web`: a small shop of claims, which need no other room."""

from types import SimpleNamespace
from typing import Any, ClassVar

from django.db import DataError, OperationalError
from django.urls import path
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.errors import Conflict, TooMany
from kernel.idempotency.models import Claim
from kernel.web.inputs import IdField, Input, TextField, WholeField, parse
from kernel.web.once import Once, idempotent
from kernel.web.throttles import throttle
from kernel.web.views import MemberListView, MemberView, PublicListView, PublicView


class ByHeader(BaseAuthentication):
    """`X-Member: 42` is member 42: these tests are not about tokens."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        number = request.headers.get("X-Member")
        return (SimpleNamespace(pk=int(number)), None) if number else None


class BuyInput(Input):
    sku_id = IdField()
    quantity = WholeField(min_value=1, max_value=999)
    remark = TextField(required=False, max_length=20)


class SoldOut(Conflict):
    code, title = "sold_out", "已售罄"


class ClaimRow(serializers.ModelSerializer[Claim]):
    class Meta:
        model = Claim
        fields = ["id", "caller", "claimed_at", "leased_until"]


class Buy(MemberView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]
    done: ClassVar[list[int]] = []
    fault: ClassVar[Exception | None] = None

    @staticmethod
    def work(quantity: int) -> None:
        Buy.done.append(quantity)

    @idempotent
    def post(self, request: Request, once: Once) -> Response:
        data = parse(request, BuyInput)
        self.work(data["quantity"])
        with once.transaction():
            if Buy.fault:
                raise Buy.fault
            return once.answer(201, {"sku_id": str(data["sku_id"]), "at": clock.now()})


class Forgetful(MemberView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]

    @idempotent
    def post(self, request: Request, once: Once) -> Response:
        return Response({})


class Plain(MemberView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]

    def post(self, request: Request) -> Response:
        return Response(parse(request, BuyInput))


class Broken(PublicView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]
    errors: ClassVar[dict[str, Exception]] = {
        "busy": OperationalError("canceling statement due to lock timeout"),
        "surprise": KeyError("secret"),
        "overflow": DataError("integer out of range"),
        "many": TooMany(retry_after=7),
    }

    def get(self, request: Request, name: str) -> Response:
        raise self.errors[name]


class Greeting(PublicView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]
    text: ClassVar[str] = "你好"

    def get(self, request: Request) -> Response:
        return Response({"text": self.text})


class Guarded(PublicView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]

    def get_throttles(self) -> list[Any]:
        return [throttle(self.kwargs["scope"])()]

    def get(self, request: Request, scope: str) -> Response:
        return Response({})


class Claims(PublicListView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]
    serializer_class = ClaimRow
    queryset = Claim.objects.all()
    query_names = ("order",)
    orders: ClassVar[dict[str, tuple[str, ...]]] = {
        "new": ("-claimed_at", "-id"),
        "name": ("caller", "id"),
        "mixed": ("-fence", "caller", "-id"),
        "answered": ("answered_at", "id"),
    }

    def get_keyset(self) -> tuple[str, ...]:
        return self.orders[self.request.query_params.get("order", "new")]


class MyClaims(MemberListView):
    authentication_classes: ClassVar[list[Any]] = [ByHeader]
    serializer_class = ClaimRow
    keyset = ("-id",)

    def get_queryset(self) -> Any:
        return Claim.objects.filter(caller=f"member:{self.request.user.pk}")


handler404 = "kernel.web.problems.not_found"
handler400 = "kernel.web.problems.bad_request"
handler500 = "kernel.web.problems.server_fault"

urlpatterns = [
    path("buy", Buy.as_view()),
    path("forgetful", Forgetful.as_view()),
    path("plain", Plain.as_view()),
    path("broken/<code:name>", Broken.as_view()),
    path("greeting", Greeting.as_view()),
    path("guarded/<code:scope>", Guarded.as_view()),
    path("claims", Claims.as_view()),
    path("my-claims", MyClaims.as_view()),
    path("things/<id:pk>", Greeting.as_view()),
    path("orders/<number:number>", Greeting.as_view()),
]
