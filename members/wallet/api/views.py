"""The member's wallet: what is in it, its statement, gift cards into it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest, address_of
from kernel.web.inputs import parse
from kernel.web.once import Once, idempotent
from kernel.web.throttles import throttle
from kernel.web.views import MemberListView, MemberView
from members.ledger.models import Transaction
from members.wallet import services
from members.wallet.api import serializers as shapes
from members.wallet.selectors import statement_of, wallet_of

WALLET = ["余额"]


class WalletView(MemberView):
    @extend_schema(operation_id="me_wallet", summary="我的余额", responses=shapes.WalletOutput, tags=WALLET)
    def get(self, request: MemberRequest) -> Response:
        return Response(shapes.WalletOutput(wallet_of(request.user.pk)).data)


@extend_schema_view(get=extend_schema(operation_id="me_wallet_entries", summary="余额明细", tags=WALLET))
class WalletEntriesView(MemberListView):
    queryset = Transaction.objects.none()  # for the OpenAPI document, which has no caller
    serializer_class = shapes.WalletEntryOutput
    keyset = ("-id",)

    def get_queryset(self) -> QuerySet[Any]:
        return statement_of(self.request.user.pk)


class RedeemGiftCardView(MemberView):
    throttle_classes = [throttle("codes")]

    @extend_schema(
        operation_id="me_gift_card_redeem",
        summary="兑换礼品卡",
        description="卡密错误、已使用、已失效时应答相同；连续输错将暂停兑换（429）。",
        request=shapes.RedeemGiftCardInput,
        responses=shapes.RedeemedGiftCardOutput,
        tags=WALLET,
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once) -> Response:
        code, member_id = parse(request, shapes.RedeemGiftCardInput)["code"], request.user.pk
        guess = services.take_guess(member_id=member_id, code=code, address=address_of(request), at=clock.now())
        with once.transaction():
            card = services.redeem_gift_card(guess=guess, at=clock.now())
            answer = {"batch": card.batch, "wallet": wallet_of(member_id)}
            return once.answer(200, shapes.RedeemedGiftCardOutput(answer).data)
