"""What operators read of a merge: what would move, what has moved, what stands against it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps

from members.accounts import ports
from members.accounts.models import MergeCase
from members.accounts.states import OPEN

RoomCounts = list[tuple[str, dict[str, int]]]


def room_name(part: str) -> str:
    """Return what operators call a room: `mall.orders` -> 订单."""
    label = part.replace(".", "_")
    return str(apps.get_app_config(label).verbose_name) if apps.is_installed(part) else part


def preview(case: MergeCase) -> RoomCounts:
    """Return what a merge would move, or has moved, by room."""
    if case.state in OPEN:
        counted: Iterable[tuple[str, Mapping[str, int]]] = [
            (part.name, part.preview(source_id=case.source_id, target_id=case.target_id)) for part in ports.top_down()
        ]
    else:
        counted = [(entry["part"], entry["counts"]) for entry in case.moved]
    shown = [(room_name(name), {label: count for label, count in counts.items() if count}) for name, counts in counted]
    return [(room, counts) for room, counts in shown if counts]


def sentences_against(case: MergeCase) -> list[Any]:
    """Return what the rooms say against carrying a case out now; its members' own standing aside."""
    if case.state not in OPEN:
        return []
    return [sentence for part in ports.parts() for sentence in part.blocks(member_id=case.source_id)]
