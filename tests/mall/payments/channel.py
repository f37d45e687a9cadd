"""A pay channel in memory: it remembers like the real one, fails when told to, and refuses calls from a transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from mall.payments.shapes import ChannelNotification, ChannelResult, Merchant, PrepayCall, RefundCall, RefundResult

MERCHANT = Merchant(appid="wx0123456789abcdef", mchid="1900000001")


class FakeChannel:
    """`faults[name] = error` makes a call fail before its effect, `faults_after[name] = error` after it; once each."""

    def __init__(self) -> None:
        self.trades: dict[str, ChannelResult] = {}
        self.refunds: dict[str, RefundResult] = {}
        self.calls: list[tuple[str, str]] = []
        self.faults: dict[str, Exception] = {}
        self.faults_after: dict[str, Exception] = {}
        self.while_asked: dict[str, Any] = {}
        self.refund_outcome: str = "processing"
        self._depth = len(connection.savepoint_ids)

    def pays(self, number: str, *, amount_fen: int | None = None, transaction_id: str = "") -> ChannelResult:
        """Let the payer pay; the amount may differ from what was asked."""
        trade = self.trades[number]
        self.trades[number] = replace(
            trade,
            outcome="paid",
            transaction_id=transaction_id or f"42000{number}",
            amount_fen=trade.amount_fen if amount_fen is None else amount_fen,
        )
        return self.trades[number]

    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    def merchant(self) -> Merchant:
        return MERCHANT

    def prepay(self, call: PrepayCall) -> str:
        self._called("prepay", call.number)
        known = ChannelResult(
            number=call.number, outcome="open", amount_fen=call.amount_fen, currency="CNY", merchant=MERCHANT
        )
        self.trades.setdefault(call.number, known)
        self._after("prepay")
        return f"wx-prepay-{len(self.calls)}"

    def client_params(self, prepay_id: str) -> dict[str, str]:
        return {
            "timeStamp": "1795233600",
            "nonceStr": "nonce",
            "package": f"prepay_id={prepay_id}",
            "signType": "RSA",
            "paySign": "signature",
        }

    def query(self, number: str) -> ChannelResult:
        self._called("query", number)
        return self.trades.get(number) or ChannelResult(number=number, outcome="missing")

    def close(self, number: str) -> bool:
        self._called("close", number)
        trade = self.trades.get(number)
        if trade is None or trade.outcome == "paid":
            return False
        self.trades[number] = replace(trade, outcome="closed")
        self._after("close")
        return True

    def refund(self, call: RefundCall) -> RefundResult:
        self._called("refund", call.number)
        self.refunds.setdefault(
            call.number,
            RefundResult(
                number=call.number,
                outcome=self.refund_outcome,  # type: ignore[arg-type] # a test chooses one of its words
                channel_refund_id=f"50{call.number}",
                amount_fen=call.amount_fen,
            ),
        )
        self._after("refund")
        return self.refunds[call.number]

    def query_refund(self, number: str) -> RefundResult:
        self._called("query_refund", number)
        return self.refunds.get(number) or RefundResult(number=number, outcome="missing")

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> ChannelNotification:
        raise NotImplementedError("the endpoint's tests use the real reader")

    def _called(self, name: str, number: str) -> None:
        # Rules 5.2: the test's own transaction is all there may be around a call.
        assert len(connection.savepoint_ids) == self._depth, f"{name} was called inside a transaction"
        self.calls.append((name, number))
        if name in self.faults:
            raise self.faults.pop(name)
        if name in self.while_asked:
            self.while_asked.pop(name)()

    def _after(self, name: str) -> None:
        if name in self.faults_after:
            raise self.faults_after.pop(name)
