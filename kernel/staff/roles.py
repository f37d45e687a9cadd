"""The roles of the shop and what each may do: one table, seeded into groups after every `migrate`.

A grant is `app_label.codename`; `*` stands for anything, so that a new page of a room needs no new line here.
Plain forms use Django's `add_ change_ delete_ view_`; actions name one of their own (`mall_orders.ship_order`).
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Role:
    """`code` is how the code names it, `name` is the group operators see. `denied` wins over `granted`."""

    code: str
    name: str
    granted: tuple[str, ...]
    denied: tuple[str, ...] = ()

    def may(self, permission: str) -> bool:
        """Tell whether the role holds a permission given as `app_label.codename`."""
        return _matches(permission, self.granted) and not _matches(permission, self.denied)


SHOP = ("mall_*.*", "members_*.*", "growth_*.*")
# Money leaving the shop and settling by hand belong to finance.
MONEY_ACTIONS = ("*.refund_*", "*.settle_*", "*.pay_*", "*.resolve_*", "*.retry_*")

# Nobody types into the books: their rows are written by services.
BOOKS = ("members_ledger.add_*", "members_ledger.change_*", "mall_payments.add_*", "mall_payments.change_*")

OPERATOR = Role(
    "operator",
    "运营",
    granted=(*SHOP, "kernel_options.*", "kernel_outbox.*", "kernel_audit.view_*", "kernel_media.*"),
    denied=("*.delete_*", *MONEY_ACTIONS, *BOOKS),
)
SERVICE = Role(
    "service",
    "客服",
    granted=(
        "mall_*.view_*",
        "members_*.view_*",
        "*.remark_*",
        "*.cancel_*",
        "*.refund_order",
        "*.extend_*",
        "*.moderate_review",
        "*.reply_review",
    ),
)
WAREHOUSE = Role(
    "warehouse",
    "仓库",
    granted=(
        "mall_catalog.view_*",
        "mall_orders.view_*",
        "mall_freight.view_*",
        "mall_inventory.*",
        "mall_fulfilment.*",
        "*.ship_*",
        "*.remark_*",
    ),
    denied=("*.delete_*",),
)
FINANCE = Role(
    "finance",
    "财务",
    granted=(
        "mall_*.view_*",
        "members_*.view_*",
        "kernel_outbox.view_*",
        "kernel_audit.view_*",
        "mall_payments.*",
        "members_ledger.*",
        "mall_orders.*refund*",
        *MONEY_ACTIONS,
    ),
    denied=("*.delete_*", "mall_orders.add_*", "mall_orders.change_*", *BOOKS),
)
AUDITOR = Role("auditor", "审计", granted=("mall_*.view_*", "members_*.view_*", "growth_*.view_*", "kernel_*.view_*"))

ROLES = (OPERATOR, SERVICE, WAREHOUSE, FINANCE, AUDITOR)


def _matches(permission: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(permission, pattern) for pattern in patterns)
