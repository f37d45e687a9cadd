"""What the room has of a member, for the port `accounts.parts`: payments, and with them their refunds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel import clock, money
from mall.payments.models import Payment, Refund
from mall.payments.states import RefundState


class PaymentsPart:
    name = "mall.payments"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Count the payments."""
        return {"付款单": Payment.objects.filter(member_id=source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Give the payments to the target, under their locks."""
        ids = [payment.pk for payment in Payment.objects.locked().filter(member_id=source_id).only("pk")]
        Payment.objects.filter(pk__in=ids).update(member_id=target_id)
        return {"source_id": source_id, "ids": ids}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Give them back: a payment belongs to whoever made it."""
        mine = Payment.objects.locked().filter(pk__in=journal["ids"]).only("pk")
        Payment.objects.filter(pk__in=[payment.pk for payment in mine]).update(member_id=journal["source_id"])

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return every attempt to pay."""
        return {
            "付款": [
                {
                    "付款单号": payment.number,
                    "订单号": payment.order_number,
                    "渠道": payment.get_channel_display(),
                    "金额（元）": money.yuan(payment.amount_fen),
                    "状态": payment.get_state_display(),
                    "付款人标识": payment.openid,
                    "时间": payment.created_at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
                }
                for payment in Payment.objects.filter(member_id=member_id).order_by("id")
            ]
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Forget under which openid was paid; the channel knows its own transactions."""
        Payment.objects.filter(member_id=member_id).update(openid="")

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing stands against merging: what the channel tells is about a payment, whoever owns it."""
        return []

    def erasure_blocks(self, *, member_id: int) -> list[str]:
        """Say what money is still under way."""
        live = Payment.objects.live().filter(member_id=member_id).count()
        open_ = Refund.objects.current().filter(payment__member_id=member_id).exclude(state=RefundState.SUCCEEDED)
        said = [f"有 {live} 笔付款尚无结果"] if live else []
        return [*said, f"有 {open_.count()} 笔退款尚未到账"] if open_.exists() else said

    def traces(self, *, member_id: int) -> list[str]:
        """Say what an erased member has left behind."""
        return ["付款人标识"] if Payment.objects.filter(member_id=member_id).exclude(openid="").exists() else []
