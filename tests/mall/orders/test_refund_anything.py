"""Any part, in any order of events: points and wallet come back exactly (rules 2.5, 5.6, 8.7).

A machine plays an order's life with pieces, amounts, freight, parcels, receipt, completion and cancelling. After every
step the books are compared with what plain arithmetic says; at the end all that is left is refunded, and everything the
member gave must be back.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel import clock
from kernel.audit.actors import Actor
from kernel.options.services import set_option
from kernel.outbox.relay import deliver_pending
from mall.orders import invariants, services
from mall.orders.models import Order, OrderLine
from mall.payments import invariants as money
from mall.payments.models import Refund
from mall.payments.selectors import kept_payments
from members.points.options import EARN_POINTS_PER_YUAN
from members.wallet.selectors import wallet_of
from tests.factories.inventory import new_shelf
from tests.factories.points import broken, figures, give
from tests.factories.wallet import topped_up
from tests.mall.orders.steps import STELLA

pytestmark = [pytest.mark.django_db, pytest.mark.rule("2.5"), pytest.mark.rule("5.6"), pytest.mark.rule("8.7")]


class OrderLife(RuleBasedStateMachine):
    """One paid order of a member who began with nothing but what this order is paid with, and points to spare."""

    till: Any
    member: Any

    def __init__(self) -> None:
        super().__init__()
        self.ways: dict[int, set[str]] = {}  # line id -> how it has been refunded so far

    @initialize(
        cups=st.integers(1, 4),
        pots=st.integers(0, 3),
        wanted=st.integers(0, 4000),
        goods_bps=st.integers(0, 10_000),
        wallet_bps=st.sampled_from([0, 1, 3333, 9999, 10_000]),
    )
    def paid(self, cups: int, pots: int, wanted: int, goods_bps: int, wallet_bps: int) -> None:
        cup, pot = new_shelf(10), new_shelf(10)
        give(self.member.pk, 4000)
        pieces = {cup: cups, pot: pots} if pots else {cup: cups}
        order = self.till.place(self.member, pieces, points_wanted=wanted)
        goods = (order.goods_fen - order.discount_fen) * goods_bps // 10_000
        services.change_price(order_id=order.pk, goods_fen=goods, note="议价", actor=STELLA, at=clock.now())
        order.refresh_from_db()
        # Whatever the wallet still had is spent here, too: the amounts are remembered, not assumed.
        fill = max(order.payable_fen * wallet_bps // 10_000 - wallet_of(self.member.pk).spendable_fen, 0)
        if fill:
            topped_up(self.member.pk, fill - fill // 3, fill // 3)
        self._pay(order, uses_wallet=bool(wallet_bps))
        order.refresh_from_db()
        self.order = order
        self.points_before = figures(self.member.pk)["main"]
        self.wallet_before = wallet_of(self.member.pk).spendable_fen
        kept = kept_payments(order_id=order.pk)
        self.by_wallet = sum(payment.received_fen for payment in kept if payment.channel == "wallet")
        assert sum(payment.received_fen for payment in kept) == order.payable_fen

    def _pay(self, order: Order, *, uses_wallet: bool) -> None:
        if not order.payable_fen:
            return
        started = services.start_payment(order_id=order.pk, channel="wechat", use_wallet=uses_wallet, at=clock.now())
        opened = services.finish_payment(started=started, at=clock.now())
        if started.payment is not None:
            self.till.arrive(type(started.payment).objects.get(number=opened.number))
        deliver_pending()

    # What may happen to it

    @precondition(lambda self: self.order.status != "closed")
    @rule(share=st.lists(st.integers(0, 4), min_size=2, max_size=2), with_freight=st.booleans())
    def refund_pieces(self, share: list[int], with_freight: bool) -> None:
        pieces = self.at_most(share, lambda line: line.quantity - line.refunded_quantity)
        if pieces:
            self.note("pieces", pieces)
            self.till.refund(self.order, pieces, with_freight=with_freight)

    @precondition(lambda self: self.order.status != "closed")
    @rule(place=st.integers(0, 1), bps=st.integers(1, 10_000), pieces=st.integers(0, 2))
    def refund_an_amount(self, place: int, bps: int, pieces: int) -> None:
        line = self.lines()[place % len(self.lines())]
        amount = (line.paid_fen - line.refunded_fen) * bps // 10_000
        count = min(pieces, line.quantity - line.refunded_quantity)
        if amount:
            self.note("amount", [line.pk])
            wanted = {line.pk: count} if count else {}
            self.till.refund(self.order, wanted, amounts_fen={line.pk: amount})

    @precondition(lambda self: self.order.status == "to_ship")
    @rule(counts=st.lists(st.integers(0, 4), min_size=2, max_size=2))
    def ship(self, counts: list[int]) -> None:
        pieces = self.at_most(counts, lambda line: line.to_ship)
        if pieces:
            self.till.ship(self.order, pieces)

    @precondition(lambda self: self.order.status == "shipped")
    @rule()
    def receive(self) -> None:
        services.receive_order(order_id=self.order.pk, actor=Actor.member(self.member.pk), at=clock.now())
        self.order.refresh_from_db()

    @precondition(lambda self: self.order.status == "received")
    @rule()
    def complete(self) -> None:
        services.complete_order(order_id=self.order.pk, at=self.order.complete_due_at)
        self.order.refresh_from_db()

    @precondition(lambda self: (self.order.status, self.order.fulfilment_state) == ("to_ship", "none"))
    @rule(really=st.integers(0, 3))
    def cancel(self, really: int) -> None:
        if not really:
            services.cancel_order(order_id=self.order.pk, actor=STELLA, at=clock.now())
            deliver_pending()
            self.order.refresh_from_db()
            self.note("rest", [line.pk for line in self.lines()])

    @precondition(lambda self: self.order.status == "closed")
    @rule()
    def nothing_more(self) -> None:
        """A closed order stays closed."""

    # What holds after each step

    @invariant()
    def the_books_agree_with_arithmetic(self) -> None:
        if not hasattr(self, "order"):
            return
        self.order.refresh_from_db()
        lines = self.lines()
        assert figures(self.member.pk)["main"] == self.points_before + sum(line.points_returned for line in lines)
        self._wallet_gave_its_share()
        for line in lines:
            self._line_is_in_proportion(line)

    def _wallet_gave_its_share(self) -> None:
        back, payable = self.order.refunded_fen, self.order.payable_fen
        share = self.by_wallet * back // payable if payable else 0
        parts = Refund.objects.filter(payment__order_id=self.order.pk).values_list("payment__channel", "amount_fen")
        returned = {channel: sum(fen for name, fen in parts if name == channel) for channel in ("wallet", "wechat")}
        assert returned == {"wallet": share, "wechat": back - share}
        assert wallet_of(self.member.pk).spendable_fen == self.wallet_before + share

    def _line_is_in_proportion(self, line: OrderLine) -> None:
        used, back, ways = line.points_used, line.points_returned, self.ways.get(line.pk, set())
        assert 0 <= back <= used
        if line.paid_fen and line.refunded_fen == line.paid_fen:
            assert back == used
        elif ways == {"pieces"}:
            assert back == used * line.refunded_quantity // line.quantity
            assert line.refunded_fen == line.paid_fen * line.refunded_quantity // line.quantity
        elif ways == {"amount"}:
            assert back == used * line.refunded_fen // line.paid_fen
        elif not ways:
            assert (back, line.refunded_fen) == (0, 0)

    def teardown(self) -> None:
        """Refund all that is left, in one more step; then nothing of the member's is missing."""
        if not hasattr(self, "order"):
            return
        lines = self.lines()
        pieces = {line.pk: left for line in lines if (left := line.quantity - line.refunded_quantity)}
        amounts = {line.pk: line.paid_fen - line.refunded_fen for line in lines}
        if self.order.status != "closed":
            self.till.refund(self.order, pieces, amounts_fen=amounts, with_freight=True)
        elif any(amounts.values()):
            return  # every piece came back for less than was paid: the rest stays with the shop
        gave = self.points_before + sum(line.points_used for line in lines)
        assert figures(self.member.pk)["main"] == gave
        assert self.order.refunded_fen in (self.order.payable_fen, self.order.payable_fen - self.order.freight_fen)
        self._wallet_gave_its_share()
        assert [row for _, check in (*invariants.CHECKS, *money.CHECKS) for row in check()] + broken() == []

    def lines(self) -> list[OrderLine]:
        return list(self.order.lines.order_by("id"))

    def at_most(self, counts: list[int], left: Callable[[OrderLine], int]) -> dict[int, int]:
        """Return how many pieces of each line, as far as there are so many left."""
        chosen = {line.pk: min(count, left(line)) for line, count in zip(self.lines(), counts, strict=False)}
        return {line_id: count for line_id, count in chosen.items() if count}

    def note(self, way: str, line_ids: Iterable[int]) -> None:
        for line_id in line_ids:
            self.ways.setdefault(line_id, set()).add(way)


def test_whatever_is_refunded_points_and_wallet_come_back_exactly(till, alice, stella):
    # What orders earn is another room's business: here only what they spend comes and goes.
    set_option(name=EARN_POINTS_PER_YUAN.name, value=0, operator_id=stella.pk)
    machine = type("OfAlice", (OrderLife,), {"till": till, "member": alice})

    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=7, deadline=None))

    assert Order.objects.exists()
