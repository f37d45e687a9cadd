"""Draw `docs/states.md` from the tables that decide what may follow what (rules 4.1)."""

from collections.abc import Mapping
from typing import Any

from mall.orders.states import TRANSITIONS
from mall.payments.states import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS
from mall.plans.states import PURCHASE_TRANSITIONS
from mall.pointsmall.states import TRANSITIONS as REDEMPTION_TRANSITIONS
from mall.reviews.states import TRANSITIONS as REVIEW_TRANSITIONS
from members.accounts.states import MERGE_TRANSITIONS
from members.messages.states import DELIVERY_TRANSITIONS
from members.points.states import ADJUSTMENT_TRANSITIONS as POINTS_ADJUSTMENTS
from members.points.states import EARNING_TRANSITIONS, IMPORT_TRANSITIONS
from members.privacy.states import ERASURE_TRANSITIONS, EXPORT_TRANSITIONS
from members.tasks.states import TRANSITIONS as TASK_TRANSITIONS
from members.wallet.states import ADJUSTMENT_TRANSITIONS as WALLET_ADJUSTMENTS
from members.wallet.states import CARD_TRANSITIONS, SPENDING_TRANSITIONS

HEAD = """# States

Drawn from the tables in each room's `states.py` by `manage.py draw_states`; a test holds
this page against them. A move that is not drawn does not exist.
"""

MACHINES: tuple[tuple[str, Mapping[Any, Mapping[Any, str]]], ...] = (
    ("订单 · Order", TRANSITIONS),
    ("付款单 · Payment", PAYMENT_TRANSITIONS),
    ("退款单 · Refund", REFUND_TRANSITIONS),
    ("消息发送 · Delivery", DELIVERY_TRANSITIONS),
    ("余额支付 · Spending", SPENDING_TRANSITIONS),
    ("礼品卡 · GiftCard", CARD_TRANSITIONS),
    ("余额调整 · Wallet adjustment", WALLET_ADJUSTMENTS),
    ("积分获得 · Earning", EARNING_TRANSITIONS),
    ("积分调整 · Adjustment", POINTS_ADJUSTMENTS),
    ("积分批量发放 · Grant import", IMPORT_TRANSITIONS),
    ("任务进度 · Task progress", TASK_TRANSITIONS),
    ("评价 · Review", REVIEW_TRANSITIONS),
    ("会员合并 · Merge", MERGE_TRANSITIONS),
    ("个人信息副本 · Data export", EXPORT_TRANSITIONS),
    ("注销申请 · Erasure", ERASURE_TRANSITIONS),
    ("会员与充值购买 · Purchase", PURCHASE_TRANSITIONS),
    ("积分兑换 · Redemption", REDEMPTION_TRANSITIONS),
)


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(f"## {title}\n\n{diagram(table)}" for title, table in MACHINES)])


def diagram(table: Mapping[Any, Mapping[Any, str]]) -> str:
    """Return one machine as a Mermaid diagram; it begins with the table's first state and ends where none follows."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}（{state.value}）" for state in table]
    lines.append(f"    [*] --> {next(iter(table)).value}")
    for state, following in table.items():
        lines += [f"    {state.value} --> {to.value} : {why}" for to, why in following.items()]
        if not following:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join([*lines, "```", ""])
