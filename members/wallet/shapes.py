"""What goes into and comes out of the wallet, and how an amount is divided over principal and bonus. Pure."""

from dataclasses import dataclass

from kernel import money

PRINCIPAL_FIRST, BONUS_FIRST, PROPORTIONAL = "principal_first", "bonus_first", "proportional"


@dataclass(frozen=True)
class WalletParts:
    """An amount in fen, principal and bonus apart."""

    principal_fen: int = 0
    bonus_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.bonus_fen

    def __add__(self, other: "WalletParts") -> "WalletParts":
        return WalletParts(self.principal_fen + other.principal_fen, self.bonus_fen + other.bonus_fen)

    def __sub__(self, other: "WalletParts") -> "WalletParts":
        return WalletParts(self.principal_fen - other.principal_fen, self.bonus_fen - other.bonus_fen)


@dataclass(frozen=True)
class WalletFigures:
    """What a member has, in fen; `held_fen` of it waits for a payment to end."""

    principal_fen: int
    bonus_fen: int
    held_fen: int
    spendable_fen: int


def divide(amount_fen: int, over: WalletParts, order: str) -> WalletParts:
    """Divide an amount that is not above `over` by an order: principal first, bonus first, or in proportion.

    In proportion is by the largest remainder; growing the amount by one fen grows one of the two parts by one fen.
    """
    if order == PRINCIPAL_FIRST:
        principal_fen = min(amount_fen, over.principal_fen)
    elif order == BONUS_FIRST:
        principal_fen = amount_fen - min(amount_fen, over.bonus_fen)
    else:
        principal_fen, _bonus = money.split(amount_fen, [over.principal_fen, over.bonus_fen])
    return WalletParts(principal_fen, amount_fen - principal_fen)


def next_return(amount_fen: int, *, spent: WalletParts, returned: WalletParts, order: str) -> WalletParts:
    """Return the parts of the next amount that goes back of what was spent (rules 2.5, 5.6).

    Cumulative: after each return, both together are what the order gives for their sum, and the last one gives back
    exactly the rest. Where the order was changed between two returns, what is left of each part is the bound.
    """
    aim = divide(returned.total_fen + amount_fen, spent, order) - returned
    left = spent - returned
    principal_fen = min(max(aim.principal_fen, amount_fen - left.bonus_fen, 0), left.principal_fen, amount_fen)
    return WalletParts(principal_fen, amount_fen - principal_fen)


def next_bonus(principal_fen: int, *, bought: WalletParts, taken: WalletParts) -> int:
    """Return the bonus that is taken back with a part of the principal it came with; the last part takes the rest."""
    if not bought.principal_fen:
        return 0
    aim = bought.bonus_fen * (taken.principal_fen + principal_fen) // bought.principal_fen
    return aim - taken.bonus_fen
