"""Hold the product's book against the second one, member by member; and the invariants of the whole house."""

from collections import defaultdict
from datetime import date

from config.invariants import INVARIANTS
from members.ledger.models import Account
from members.points.models import Lot
from members.tiers.models import MemberTier
from members.tiers.selectors.growth import growths_of
from tests.flows.year.book import Person

CODES = ("normal", "silver", "gold", "diamond")


def differences(people: dict[int, Person], day: date) -> list[str]:
    """Return what the two books say differently; a handful of queries for any number of members."""
    accounts: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for owner, bucket, balance, held in Account.objects.filter(owner_kind="member", asset="points").values_list(
        "owner_id", "bucket", "balance", "held"
    ):
        accounts[owner][bucket] = (balance, held)
    lots: dict[int, dict[object, int]] = defaultdict(lambda: defaultdict(int))
    for member_id, ends_at, remaining in Lot.objects.filter(remaining__gt=0).values_list(
        "member_id", "ends_at", "remaining"
    ):
        lots[member_id][ends_at] += remaining
    growths = growths_of(list(people), on=day)
    tiers = {row.member_id: row for row in MemberTier.objects.select_related("tier")}
    found = []
    for member_id, person in people.items():
        mine = accounts[member_id]
        row = tiers.get(member_id)
        by_end: dict[object, int] = defaultdict(int)
        for batch in person.batches:
            if batch.left:
                by_end[batch.ends_at] += batch.left
        theirs = {
            "balance": (mine.get("main", (0, 0))[0], person.balance),
            "held": (mine.get("main", (0, 0))[1], sum(person.held.values())),
            "pending": (mine.get("pending", (0, 0))[0], person.pending),
            "debt": (-mine.get("debt", (0, 0))[0], person.debt),
            "lots": (dict(lots[member_id]), dict(by_end)),
            "growth": (growths.get(member_id, 0), person.growth_on(day)),
            "tier": (row.tier.code if row else "normal", CODES[person.tier]),
            "down_on": (row.down_on if row else None, person.down_on),
        }
        found += [f"{day} member {member_id} {what}: {a} != {b}" for what, (a, b) in theirs.items() if a != b]
    return found


def broken() -> list[str]:
    """Return every sentence of every invariant of the house."""
    return [f"{title}：{row}" for title, find in INVARIANTS for row in find()]
