"""Everything `manage.py verify` checks: what must hold, and the query that returns the rows that break it."""

from collections.abc import Callable, Iterable

from kernel.audit.invariants import broken_audit_links
from kernel.outbox.invariants import undelivered_facts
from mall.inventory import invariants as inventory
from mall.payments import invariants as payments
from members.accounts import invariants as accounts
from members.ledger import invariants as ledger

INVARIANTS: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
    ("审计：操作日志链完整", broken_audit_links),
    ("事件：业务事件在十分钟内送达", undelivered_facts),
    ("会员：有地址的会员恰有一个默认地址", accounts.one_default_address),
    ("会员：停用或注销的会员没有有效登录", accounts.only_active_members_are_signed_in),
    ("会员：注销的会员不留身份信息", accounts.erased_members_keep_no_identifier),
    *ledger.CHECKS,
    *inventory.CHECKS,
    ("支付：退款之和与付款单一致且不超过实付", payments.refunds_are_within_payments),
    ("支付：到账款项已记账", payments.payments_are_booked),
    ("支付：退款款项已记账", payments.refunds_are_booked),
    ("支付：到账付款有支付成功事件", payments.payments_have_their_fact),
    ("支付：多付款项在异常队列中", payments.excess_is_shown),
    ("支付：退款失败有人处理", payments.failed_refunds_are_shown),
    ("支付：渠道通知在十分钟内处理", payments.notifications_are_worked_off),
    ("支付：未决付款与退款按时查询", payments.channels_are_asked),
)
