"""A second, independent book of points and tiers: plain lists, written from the rules, sharing no line with ours.

It is told only what happened (who paid what for which line, what went back, what was completed) and works out by itself
what every member must then have. Amounts are points, growth value, fen.
"""

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Rules:
    """The shop's settings, as the test has set them."""

    lot_months: int
    window_days: int
    notice_days: int
    return_days: int = 30
    thresholds: tuple[int, ...] = (0, 1_000, 5_000, 20_000)
    multipliers: tuple[float | int, ...] = (1, 1, 2, 2)

    def end_of_lot(self, on: date) -> datetime:
        """Return the end of the last day of the month so many months after this one."""
        months = on.year * 12 + on.month - 1 + self.lot_months
        year, month = divmod(months, 12)
        last = date(year, month + 1, monthrange(year, month + 1)[1])
        return midnight(last + timedelta(days=1))

    def tier_for(self, growth: int) -> int:
        return bisect_right(self.thresholds, max(growth, 0)) - 1


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


@dataclass
class Batch:
    """Points that end together, and the line they were earned with."""

    ends_at: datetime
    left: int
    cause: str = ""
    expired: int = 0
    expired_counted: int = 0
    serial: int = 0


@dataclass
class Bought:
    """A line as it was paid for, and what it earned by then."""

    paid_fen: int
    points: int
    growth: int
    refunded_fen: int = 0
    points_back: int = 0
    growth_back: int = 0
    state: str = "pending"
    counts_on: date | None = None


@dataclass
class Person:
    """One member's points, growth value and tier."""

    rules: Rules
    batches: list[Batch] = field(default_factory=list)
    lines: dict[int, Bought] = field(default_factory=dict)
    spends: dict[int, list[tuple[Batch, int]]] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    debt: int = 0
    tier: int = 0
    down_on: date | None = None
    serial: int = 0

    @property
    def available(self) -> int:
        return self.balance - sum(self.held.values())

    @property
    def balance(self) -> int:
        return sum(batch.left for batch in self.batches)

    @property
    def pending(self) -> int:
        return sum(line.points - line.points_back for line in self.lines.values() if line.state == "pending")

    def growth_on(self, day: date) -> int:
        first = day - timedelta(days=self.rules.window_days - 1)
        return sum(
            line.growth - line.growth_back
            for line in self.lines.values()
            if line.counts_on is not None and first <= line.counts_on <= day
        )

    def confirm(self, line_id: int, paid_fen: int) -> None:
        points = int(paid_fen * self.rules.multipliers[self.tier]) // 100
        self.lines[line_id] = Bought(paid_fen=paid_fen, points=points, growth=paid_fen // 100)

    def complete(self, line_id: int, at: datetime) -> None:
        line = self.lines[line_id]
        day = at.astimezone(SHANGHAI).date()
        line.state, line.counts_on = "final", day
        self._come_in(line.points - line.points_back, self.rules.end_of_lot(day), f"line {line_id}")
        self._move(day)

    def close(self, line_id: int) -> None:
        """The order ended before it was completed: what is still pending is gone."""
        line = self.lines[line_id]
        line.points_back, line.growth_back, line.state = line.points, line.growth, "gone"

    def refund(self, line_id: int, amount_fen: int, at: datetime) -> None:
        line = self.lines[line_id]
        line.refunded_fen += amount_fen
        if line.state == "gone" or not line.paid_fen:
            return
        points = line.points * line.refunded_fen // line.paid_fen - line.points_back
        growth = line.growth * line.refunded_fen // line.paid_fen - line.growth_back
        line.points_back += points
        line.growth_back += growth
        if line.state == "final":
            self._give_up(points, f"line {line_id}")
            if growth:
                self._move(at.astimezone(SHANGHAI).date())

    def grant(self, points: int, at: datetime) -> None:
        self._come_in(points, self.rules.end_of_lot(at.astimezone(SHANGHAI).date()), "gift")

    def spend(self, order_id: int) -> None:
        rest, taken = self.held.pop(order_id, 0), []
        for batch in self._in_order():
            part = min(rest, batch.left)
            if part:
                batch.left -= part
                rest -= part
                taken.append((batch, part))
        assert rest == 0, "spent more than there was"
        self.spends[order_id] = taken

    def give_back(self, order_id: int, points: int, at: datetime) -> None:
        """The batch spent last gets its points first; what has ended lives on for a month; debt is filled before."""
        to_debt = min(self.debt, points)
        self.debt -= to_debt
        into, anew = points - to_debt, {}
        uses, rest = self.spends[order_id], points
        while rest:
            batch, part = uses.pop()
            back = min(part, rest)
            if back < part:
                uses.append((batch, part - back))
            rest -= back
            fills = min(back, into)
            into -= fills
            if batch.ends_at > at:
                batch.left += fills
            elif fills:
                day = at.astimezone(SHANGHAI).date()
                ends_at = midnight(day + timedelta(days=self.rules.return_days + 1))
                anew[ends_at] = anew.get(ends_at, 0) + fills
        for ends_at, fresh in anew.items():
            self._put(ends_at, fresh, "")

    def night(self, at: datetime) -> None:
        """What has ended and is not held is gone; the tier is looked at."""
        kept = sum(self.held.values())
        for batch in self._in_order():
            safe = min(batch.left, kept)
            kept -= safe
            if batch.ends_at <= at:
                batch.expired += batch.left - safe
                batch.left = safe
        self._move(at.astimezone(SHANGHAI).date(), is_night=True)

    def _come_in(self, points: int, ends_at: datetime, cause: str) -> None:
        filled = min(self.debt, points)
        self.debt -= filled
        if points > filled:
            self._put(ends_at, points - filled, cause)

    def _put(self, ends_at: datetime, points: int, cause: str) -> None:
        self.serial += 1
        self.batches.append(Batch(ends_at, points, cause, serial=self.serial))

    def _give_up(self, points: int, cause: str) -> None:
        """Out of its own batch first, as far as no order holds it; what ended there is gone; then others; then debt."""
        own = next((batch for batch in self.batches if batch.cause == cause), None)
        rest, free = points, self.available
        if own is not None:
            part = min(own.left, rest, free)
            own.left, rest, free = own.left - part, rest - part, free - part
            gone = min(rest, own.expired - own.expired_counted)
            own.expired_counted += gone
            rest -= gone
        for batch in self._in_order():
            part = min(batch.left, rest, free) if batch is not own else 0
            batch.left, rest, free = batch.left - part, rest - part, free - part
        self.debt += rest

    def _move(self, day: date, *, is_night: bool = False) -> None:
        due = self.rules.tier_for(self.growth_on(day))
        if due >= self.tier:
            self.tier, self.down_on = due, None
        elif self.down_on is None:
            self.down_on = day + timedelta(days=self.rules.notice_days)
        elif day >= self.down_on:
            self.tier, self.down_on = due, None

    def _in_order(self) -> list[Batch]:
        return sorted(self.batches, key=lambda batch: (batch.ends_at, batch.serial))
