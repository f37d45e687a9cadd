"""Everything `manage.py verify` checks: what must hold, and the query that returns the rows that break it."""

from collections.abc import Callable, Iterable

from kernel.audit.invariants import broken_audit_links
from kernel.outbox.invariants import undelivered_facts
from mall.fulfilment import invariants as fulfilment
from mall.inventory import invariants as inventory
from mall.orders import invariants as orders
from mall.payments import invariants as payments
from mall.plans import invariants as plans
from mall.pointsmall import invariants as pointsmall
from mall.reviews import invariants as reviews
from mall.rewards import invariants as rewards
from members.accounts import invariants as accounts
from members.audiences import invariants as audiences
from members.ledger import invariants as ledger
from members.messages import invariants as messages
from members.points import invariants as points
from members.portraits import invariants as portraits
from members.privacy import invariants as privacy
from members.tasks import invariants as tasks
from members.tiers import invariants as tiers
from members.wallet import invariants as wallet

INVARIANTS: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
    ("审计：操作日志链完整", broken_audit_links),
    ("事件：业务事件在十分钟内送达", undelivered_facts),
    *accounts.CHECKS,
    *privacy.CHECKS,
    *portraits.CHECKS,
    *audiences.CHECKS,
    *ledger.CHECKS,
    *messages.CHECKS,
    *tiers.CHECKS,
    *wallet.CHECKS,
    *points.CHECKS,
    *tasks.CHECKS,
    *inventory.CHECKS,
    *payments.CHECKS,
    *orders.CHECKS,
    *fulfilment.CHECKS,
    *rewards.CHECKS,
    *reviews.CHECKS,
    *pointsmall.CHECKS,
    *plans.CHECKS,
)
