"""What every change of stock shares: check the pieces, apply the changes, write them down, tell what crossed zero."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kernel.audit.actors import Actor
from kernel.errors import Invalid
from kernel.outbox.facts import Fact
from kernel.outbox.services import publish
from mall.inventory import statements
from mall.inventory.facts import SkuRestocked, SkuSoldOut
from mall.inventory.models import StockMovement
from mall.inventory.statements import Change, Entry

# Far above any shelf, far below the columns' 2**31, so that no sum of a few moves can overflow.
MOST_PIECES = 10_000_000


class BadQuantity(Invalid):
    """A quantity of pieces that is not a whole number from 1 up."""

    code, title = "bad_quantity", "数量必须是正整数"


def entry(
    kind: StockMovement.Kind, *, reference: str, at: datetime, actor: Actor | None = None, reason: str = ""
) -> Entry:
    """Return what the movements of one call have in common; without an actor an order is behind it."""
    who = actor or Actor.system()
    return Entry(kind=kind.value, reference=reference, reason=reason, actor_kind=who.kind, actor_id=who.id, at=at)


def check_pieces(pieces: Mapping[int, int]) -> None:
    """Refuse an empty order of pieces and quantities that are not whole and positive.

    :raises BadQuantity:
    """
    if not pieces or any(type(count) is not int or not 1 <= count <= MOST_PIECES for count in pieces.values()):
        raise BadQuantity


def apply(changes: Sequence[Change], why: Entry) -> None:
    """Change the locked shelves, append the movements, publish what sold out or came back."""
    statements.change_items(changes)
    statements.write_movements(why, changes)
    facts = [fact for change in changes if (fact := _crossing(change)) is not None]
    if facts:
        publish(*facts)


def _crossing(change: Change) -> Fact | None:
    before = change.item.available
    after = before + change.on_hand - change.held
    if (before > 0) == (after > 0):
        return None
    kind = SkuRestocked if after > 0 else SkuSoldOut
    return kind(sku_id=change.item.sku_id, product_id=change.item.product_id)
