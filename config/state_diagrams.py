"""Draw `docs/states.md` from the tables that decide what may follow what (rules 4.1)."""

from collections.abc import Mapping
from typing import Any

from mall.orders.states import TRANSITIONS
from mall.payments.states import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS
from members.tasks.states import TRANSITIONS as TASK_TRANSITIONS

HEAD = """# States

Drawn from the tables in each room's `states.py` by `manage.py draw_states`; a test holds
this page against them. A move that is not drawn does not exist.
"""

MACHINES: tuple[tuple[str, Mapping[Any, Mapping[Any, str]]], ...] = (
    ("订单 · Order", TRANSITIONS),
    ("付款单 · Payment", PAYMENT_TRANSITIONS),
    ("退款单 · Refund", REFUND_TRANSITIONS),
    ("任务进度 · Task progress", TASK_TRANSITIONS),
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
