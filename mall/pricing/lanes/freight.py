"""Lane 5: templates, then what the member's standing waives (rules 8.1)."""

from dataclasses import replace

from kernel import money
from kernel.errors import Conflict
from mall.freight.tables import FreightRate, charge
from mall.pricing.draft import Draft, DraftLine
from mall.pricing.lanes.numbers import FREIGHT, ITEM
from mall.pricing.shapes import Adjustment, QuoteRequest, Waiver


class NotDelivered(Conflict):
    """An address without a matching template is an error, never free (rules 2, lane 5)."""

    code, title = "not_delivered", "有商品不配送到该地址"


def freight(draft: Draft, request: QuoteRequest) -> Draft:
    """Charge each template's lines together, thresholds by the goods amount after lane 2; waive it for whom it is free.

    :raises NotDelivered: a template has no rate for the address; names the SKUs.
    """
    physical = [line for line in draft.lines if line.given.is_physical]
    if not physical:
        return draft
    if request.freight is None:
        return replace(draft, is_freight_known=False)
    missing = [line.given.sku_id for line in physical if line.given.freight_template_id not in request.freight.rates]
    if missing:
        raise NotDelivered(sku_ids=[str(sku_id) for sku_id in missing])
    lines, adjustments = {line.given.sku_id: line for line in draft.lines}, []
    for template_id in sorted({line.given.freight_template_id for line in physical}):
        group = [line for line in physical if line.given.freight_template_id == template_id]
        adjustments.append(_charged(request.freight.rates[template_id], group, lines))
    charged = replace(
        draft,
        lines=tuple(lines[line.given.sku_id] for line in draft.lines),
        freight_adjustments=tuple(a for a in adjustments if a.amount_fen),
    )
    waiver = request.member.free_shipping
    return _waived(charged, waiver) if waiver and charged.freight_adjustments else charged


def _charged(rate: FreightRate, group: list[DraftLine], lines: dict[int, DraftLine]) -> Adjustment:
    """Charge one template and split it over its lines by largest remainder."""
    units = [_units(rate, line) for line in group]
    amount = charge(rate, units=sum(units), goods_fen=sum(line.after(ITEM) for line in group))
    for line, part in zip(group, money.split(amount, units), strict=True):
        lines[line.given.sku_id] = replace(lines[line.given.sku_id], freight_fen=part)
    return Adjustment(FREIGHT, f"freight:{rate.template_id}", "运费", amount)


def _waived(draft: Draft, waiver: Waiver) -> Draft:
    """Take off all that was charged, and say why; what the lines cost is untouched."""
    charged = sum(a.amount_fen for a in draft.freight_adjustments)
    return replace(
        draft,
        lines=tuple(replace(line, freight_fen=0) for line in draft.lines),
        freight_adjustments=(
            *draft.freight_adjustments,
            Adjustment(FREIGHT, waiver.source, waiver.label, -charged),
        ),
    )


def _units(rate: FreightRate, line: DraftLine) -> int:
    each = {"piece": 1, "weight": line.given.weight_grams, "volume": line.given.volume_cm3}[rate.unit]
    return each * line.given.quantity
