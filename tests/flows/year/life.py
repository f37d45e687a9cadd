"""What members and the shop do on a day, by the product's services, told to the second book as it happens."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.management import call_command

from kernel import clock
from kernel.outbox.relay import deliver_pending
from mall.inventory.models import StockItem
from mall.orders.models import Order, OrderEvent, OrderRefund
from mall.orders.services import NothingToRefund
from mall.orders.states import Status
from members.accounts.models import Member
from members.points.services import grant
from tests.flows.year.book import Person, Rules
from tests.mall.orders.steps import Till

REFUNDABLE = (Status.TO_SHIP, Status.SHIPPED, Status.RECEIVED, Status.COMPLETED)


@dataclass
class Life:
    """A shop with members and both books: the product's and the independent one."""

    rules: Rules
    till: Till
    members: list[Member]
    shelves: list[StockItem]
    dice: random.Random
    people: dict[int, Person] = field(init=False)
    unpaid: list[Order] = field(default_factory=list)
    seen_events: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = {member.pk: Person(self.rules) for member in self.members}

    def night(self, day: date) -> datetime:
        """Half past midnight, by the clock: expiries, reviews, receipts, completions, cancels of what was not paid."""
        at = datetime.combine(day, datetime.min.time(), tzinfo=clock.SHANGHAI) + timedelta(minutes=30)
        call_command("tick", at=at.isoformat(), stdout=Quiet())
        for order in self.unpaid:
            self.people[order.member_id].held.pop(order.pk, None)
        self.unpaid.clear()
        self._hear_of_completions()
        for person in self.people.values():
            person.night(at)
        return at

    def day(self, day: date, *, acts: int) -> None:
        """So many things happen between nine and nine."""
        opening = datetime.combine(day, datetime.min.time(), tzinfo=clock.SHANGHAI) + timedelta(hours=9)
        for number in range(acts):
            at = opening + timedelta(seconds=number * 43_000 // max(acts, 1))
            with clock.at(at):
                act = self.dice.choices(
                    (self.buy, self.leave_unpaid, self.ship, self.refund, self.gift), weights=(10, 1, 12, 4, 2)
                )[0]
                act(at)
                deliver_pending()

    def buy(self, at: datetime) -> None:
        order = self.till.pay(self._place())
        person = self.people[order.member_id]
        person.held[order.pk] = order.points_used
        person.spend(order.pk)
        for line in order.lines.order_by("id"):
            person.confirm(line.pk, line.paid_fen)
        self._count("bought")

    def leave_unpaid(self, at: datetime) -> None:
        order = self._place()
        if order.payable_fen:
            self.people[order.member_id].held[order.pk] = order.points_used
            self.unpaid.append(order)
        self._count("left unpaid")

    def ship(self, at: datetime) -> None:
        order = Order.objects.filter(status=Status.TO_SHIP).order_by("id").first()
        if order is not None:
            self.till.ship(order)
            self._count("shipped")

    def refund(self, at: datetime) -> None:
        """Some pieces, or some money, of some order that can be refunded."""
        found = list(Order.objects.filter(status__in=REFUNDABLE, placed_at__gt=at - timedelta(days=60)).order_by("id"))
        if not found:
            return
        order = self.dice.choice(found)
        line = self.dice.choice(list(order.lines.order_by("id")))
        left = line.quantity - line.refunded_quantity
        money_left = line.paid_fen - line.refunded_fen
        by_piece = self.dice.random() < 0.7
        pieces = {line.pk: self.dice.randint(1, left)} if by_piece and left else {}
        amounts = {line.pk: self.dice.randint(1, money_left)} if not pieces and money_left else {}
        if not pieces and not amounts:
            return
        try:
            refund = self.till.refund(order, pieces, amounts_fen=amounts)
        except NothingToRefund:
            return
        self._take_back(order, refund, at)
        self._count("refunded")

    def gift(self, at: datetime) -> None:
        member = self.dice.choice(self.members)
        points, key = self.dice.randint(1, 300), f"gift:{at.isoformat()}"
        grant(member_id=member.pk, points=points, kind="campaign", key=key, reference="", at=at)
        self.people[member.pk].grant(points, at)
        self._count("gifts")

    def _place(self) -> Order:
        member = self.dice.choice(self.members)
        pieces = {shelf: self.dice.randint(1, 3) for shelf in self.dice.sample(self.shelves, self.dice.randint(1, 2))}
        wanted = self.dice.choice((*(0,) * 8, 37, None))
        return self.till.place(member, pieces, points_wanted=wanted)

    def _take_back(self, order: Order, refund: OrderRefund, at: datetime) -> None:
        """Tell the second book what went back: points spent first, as the product does, then what was earned."""
        person = self.people[order.member_id]
        order.refresh_from_db()
        lines = list(refund.lines.order_by("id"))
        if points := sum(line.points for line in lines):
            person.give_back(order.pk, points, at)
        for line in lines:
            person.refund(line.line_id, line.amount_fen, at)
        if order.status == Status.CLOSED and not self._was_completed(order):
            for line in order.lines.all():
                person.close(line.pk)

    def _was_completed(self, order: Order) -> bool:
        return OrderEvent.objects.filter(order=order, after=Status.COMPLETED).exists()

    def _hear_of_completions(self) -> None:
        done = OrderEvent.objects.filter(pk__gt=self.seen_events, after=Status.COMPLETED).exclude(
            before=Status.COMPLETED
        )
        for event in done.select_related("order").order_by("order_id"):
            for line in event.order.lines.order_by("id"):
                self.people[event.order.member_id].complete(line.pk, event.at)
            self._count("completed")
        self.seen_events = OrderEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


class Quiet:
    """Where the clock's report goes."""

    def write(self, text: str) -> None:
        """Say nothing."""
