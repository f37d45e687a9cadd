"""Whatever is earned, held, spent, given back, taken back and ended, in whatever order: nothing is lost or made.

A plain list of lots, written a second time without a database, must come to the same figures and the same lots.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.clock import date_of
from kernel.errors import Refusal
from members.ledger import invariants as ledger
from members.points import services
from members.points.amounts import end_of_days, end_of_month
from members.points.models import Lot
from tests.factories.points import broken, figures

pytestmark = pytest.mark.django_db
MODEST = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
START = datetime(2026, 1, 1, tzinfo=UTC)

# What a name stands for does not change, else most acts would only be refused for using a key again.
AMOUNTS = {"a": 50, "b": 20}
names = st.sampled_from(sorted(AMOUNTS))
sized = names.map(lambda name: (name, AMOUNTS[name]))
parts = st.tuples(names, st.sampled_from([13, 50]), st.sampled_from("xyz"))
KINDS = {
    "earn": sized,
    "confirm": names,
    "grant": sized,
    "hold": sized,
    "release": names,
    "spend": names,
    "deduct": sized,
    "give_back": parts,
    "take_back": parts,
    "expire": st.just(()),
    "wait": st.sampled_from([40, 380]),
}
# Undoing is where it becomes hard, so it comes up more often.
often = st.sampled_from([*KINDS, "give_back", "take_back", "take_back", "expire"])
acts = often.flatmap(lambda name: st.tuples(st.just(name), KINDS[name]))


def flat(act: tuple[object, ...]) -> tuple[object, ...]:
    """Spread what belongs together: ("hold", ("a", 50)) -> ("hold", "a", 50)."""
    return tuple(piece for part in act for piece in (part if isinstance(part, tuple) else (part,)))


# What makes things interesting: two lots of different months, one order paid, one placed.
OPENINGS = (
    (("grant", "a", 50), ("wait", 40), ("grant", "b", 20), ("hold", "a", 50), ("spend", "a")),
    (("grant", "a", 50), ("hold", "a", 50), ("spend", "a"), ("hold", "b", 20)),
    (("earn", "a", 50), ("confirm", "a"), ("wait", 40), ("grant", "b", 20), ("hold", "b", 20), ("wait", 380)),
    (("grant", "b", 20), ("wait", 40), ("grant", "a", 50), ("hold", "a", 50), ("wait", 380)),
    (),
)
stories = st.builds(
    lambda opening, rest: [*opening, *map(flat, rest)],
    st.sampled_from(OPENINGS),
    st.lists(acts, min_size=5, max_size=15),
)


@dataclass
class PlainLot:
    ends_at: datetime
    left: int
    number: int
    expired: int = 0


@dataclass
class PlainEarning:
    points: int
    is_final: bool = False
    left: int = 0
    lot: PlainLot | None = None
    ended_before: int = 0
    refunds: set[str] = field(default_factory=set)


@dataclass
class PlainUse:
    lot: PlainLot
    points: int


@dataclass
class PlainSpend:
    points: int
    uses: list[PlainUse]
    refunds: set[str] = field(default_factory=set)


class Refused(Exception):
    """The plain twin says no."""


class Plain:
    """The rules of section 10 over a list of lots, for one member."""

    def __init__(self) -> None:
        self.lots: list[PlainLot] = []
        self.earnings: dict[str, PlainEarning] = {}
        self.holds: dict[str, int] = {}
        self.ended_holds: set[str] = set()
        self.spends: dict[str, PlainSpend] = {}
        self.debt = 0

    @property
    def main(self) -> int:
        return sum(lot.left for lot in self.lots)

    @property
    def held(self) -> int:
        return sum(self.holds.values())

    @property
    def pending(self) -> int:
        return sum(earning.left for earning in self.earnings.values() if not earning.is_final)

    def in_order(self) -> list[PlainLot]:
        return sorted(self.lots, key=lambda lot: (lot.ends_at, lot.number))

    def put(self, amount: int, ends_at: datetime) -> PlainLot | None:
        if not amount:
            return None
        lot = PlainLot(ends_at, amount, len(self.lots))
        self.lots.append(lot)
        return lot

    def fill(self, amount: int) -> int:
        """Fill debt first; return what is left over."""
        filled = min(self.debt, amount)
        self.debt -= filled
        return amount - filled

    def draw(self, amount: int) -> list[PlainUse]:
        uses = []
        for lot in self.in_order():
            if used := min(lot.left, amount):
                lot.left -= used
                amount -= used
                uses.append(PlainUse(lot, used))
        assert amount == 0
        return uses

    def earn(self, at: datetime, name: str, amount: int) -> None:
        if amount and (known := self.earnings.get(f"e{name}")):
            if known.points != amount:
                raise Refused
        elif amount:
            self.earnings[f"e{name}"] = PlainEarning(amount, left=amount)

    def confirm(self, at: datetime, name: str) -> None:
        earning = self.earnings.get(f"e{name}")
        if earning and not earning.is_final and earning.left:
            earning.is_final = True
            earning.lot = self.put(self.fill(earning.left), end_of_month(date_of(at), 12))

    def grant(self, at: datetime, name: str, amount: int) -> None:
        known = self.earnings.get(f"g{name}")
        if amount and known:
            if known.points != amount:
                raise Refused
        elif amount:
            lot = self.put(self.fill(amount), end_of_month(date_of(at), 12))
            self.earnings[f"g{name}"] = PlainEarning(amount, True, amount, lot)

    def hold(self, at: datetime, name: str, amount: int) -> None:
        if not amount:
            return
        if name in self.ended_holds or self.holds.get(name, amount) != amount:
            raise Refused
        if name not in self.holds and amount > self.main - self.held:
            raise Refused
        self.holds[name] = amount

    def release(self, at: datetime, name: str) -> None:
        if name in self.spends:
            raise Refused
        if name not in self.holds:
            return
        del self.holds[name]
        self.ended_holds.add(name)
        paid = min(self.debt, self.main - self.held)
        self.debt -= paid
        self.draw(paid)

    def spend(self, at: datetime, name: str) -> None:
        if name in self.spends:
            return
        if name not in self.holds:
            raise Refused
        amount = self.holds.pop(name)
        self.spends[name] = PlainSpend(amount, self.draw(amount))
        self.ended_holds.add(name)

    def deduct(self, at: datetime, name: str, amount: int) -> None:
        known = self.spends.get(f"d{name}")
        if not amount:
            return
        if known:
            if known.points != amount:
                raise Refused
            return
        if amount > self.main - self.held:
            raise Refused
        self.spends[f"d{name}"] = PlainSpend(amount, self.draw(amount))

    def give_back(self, at: datetime, name: str, amount: int, refund: str) -> None:
        spend = self.spends.get(name)
        if not spend or not amount or refund in spend.refunds:
            return
        wanted = min(amount, sum(use.points for use in spend.uses))
        if not wanted:
            return
        spend.refunds.add(refund)
        back, fresh = self.fill(wanted), 0
        for use in reversed(spend.uses):
            used = min(use.points, wanted)
            wanted, use.points = wanted - used, use.points - used
            into, back = min(used, back), back - min(used, back)
            if use.lot.ends_at > at:
                use.lot.left += into
            else:
                fresh += into
        self.put(fresh, end_of_days(date_of(at), 30))

    def take_back(self, at: datetime, name: str, amount: int, refund: str) -> None:
        for key in (f"e{name}", f"g{name}"):
            self._take_back(key, amount, refund)

    def _take_back(self, key: str, amount: int, refund: str) -> None:
        earning = self.earnings.get(key)
        if not earning or not amount or refund in earning.refunds or not earning.left:
            return
        earning.refunds.add(refund)
        rest = min(amount, earning.left)
        earning.left -= rest
        if not earning.is_final:
            return
        available, own = self.main - self.held, earning.lot
        if own:
            taken = min(rest, own.left, available)
            own.left, available, rest = own.left - taken, available - taken, rest - taken
            gone = min(rest, own.expired - earning.ended_before)
            earning.ended_before, rest = earning.ended_before + gone, rest - gone
        for lot in self.in_order():
            if lot is not own:
                taken = min(rest, lot.left, available)
                lot.left, available, rest = lot.left - taken, available - taken, rest - taken
        self.debt += rest

    def expire(self, at: datetime) -> None:
        held = self.held
        for lot in self.in_order():
            if lot.ends_at <= at:
                kept = min(lot.left, held)
                held -= kept
                lot.expired += lot.left - kept
                lot.left = kept


class Product:
    """The same acts by the services."""

    def __init__(self, member_id: int) -> None:
        self.member_id = member_id

    def earn(self, at: datetime, name: str, amount: int) -> None:
        services.earn_pending(
            member_id=self.member_id, points=amount, kind="purchase", key=f"e{name}", reference="", at=at
        )

    def confirm(self, at: datetime, name: str) -> None:
        services.confirm_earning(key=f"e{name}", at=at)

    def grant(self, at: datetime, name: str, amount: int) -> None:
        services.grant(member_id=self.member_id, points=amount, kind="task", key=f"g{name}", reference="", at=at)

    def hold(self, at: datetime, name: str, amount: int) -> None:
        services.hold_points(member_id=self.member_id, points=amount, key=name, reference="", at=at)

    def release(self, at: datetime, name: str) -> None:
        services.release_points(key=name, at=at)

    def spend(self, at: datetime, name: str) -> None:
        services.spend_held(key=name, reference="", at=at)

    def deduct(self, at: datetime, name: str, amount: int) -> None:
        services.deduct(member_id=self.member_id, points=amount, kind="lottery", key=f"d{name}", reference="", at=at)

    def give_back(self, at: datetime, name: str, amount: int, refund: str) -> None:
        services.return_spent(key=name, points=amount, refund_key=refund, reference="", at=at)

    def take_back(self, at: datetime, name: str, amount: int, refund: str) -> None:
        for key in (f"e{name}", f"g{name}"):
            services.take_back(key=key, points=amount, refund_key=refund, reference="", at=at)

    def expire(self, at: datetime) -> None:
        services.expire_points(at=at)


def attempt(act: Callable[..., None], at: datetime, what: tuple[object, ...], refusal: type[Exception]) -> bool:
    with suppress(refusal), transaction.atomic():
        act(at, *what)
        return True
    return False


@pytest.mark.rule("10.1")
@pytest.mark.rule("10.2")
@pytest.mark.rule("8.7")
@MODEST
@given(stories)
def test_any_order_of_acts_comes_to_what_a_plain_list_of_lots_says(alice, story: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        plain, product, at = Plain(), Product(alice.pk), START
        for name, *what in story:
            at += timedelta(days=int(str(what[0]))) if name == "wait" else timedelta(minutes=1)
            if name == "wait":
                continue
            allowed = attempt(getattr(plain, str(name)), at, tuple(what), Refused)
            assert attempt(getattr(product, str(name)), at, tuple(what), Refusal) == allowed

        found = figures(alice.pk)
        lots = sorted(Lot.objects.filled().values_list("ends_at", "remaining"))
        unsound = [*broken(), *(row for _title, find in ledger.CHECKS for row in find())]
        transaction.set_rollback(True)
    assert found == {"main": plain.main, "held": plain.held, "pending": plain.pending, "debt": -plain.debt}
    assert lots == sorted((lot.ends_at, lot.left) for lot in plain.lots if lot.left)
    assert unsound == []
