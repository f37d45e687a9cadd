"""Read the freight rates for one address."""

from collections.abc import Iterable

from django.db.models import Q

from mall.freight.models import FreightArea
from mall.freight.tables import DEFAULT_TEMPLATE, FreightRate, FreightTable, codes_of


def freight_table(*, template_ids: Iterable[int | None], region_code: str) -> FreightTable:
    """Return what the given templates ask for a district; None asks for the default template. One query."""
    wanted = set(template_ids)
    named = [template_id for template_id in wanted if template_id]
    areas = FreightArea.objects.select_related("template").filter(
        Q(template_id__in=named) | Q(template__is_default=True)
    )
    best: dict[int, tuple[int, FreightArea]] = {}
    for area in areas:
        closeness = _closeness(area, region_code)
        if closeness is not None and (area.template_id not in best or closeness < best[area.template_id][0]):
            best[area.template_id] = (closeness, area)
    rates: dict[int, FreightRate] = {}
    for _, area in best.values():
        if area.is_excluded:
            continue
        if area.template_id in named:
            rates[area.template_id] = _rate(area)
        if area.template.is_default:
            rates[DEFAULT_TEMPLATE] = _rate(area)
    return FreightTable(region_code=region_code, rates=rates)


def _closeness(area: FreightArea, region_code: str) -> int | None:
    """0 district, 1 city, 2 province, 3 the rest of the country; None where the area does not cover the district."""
    if not area.region_codes:
        return 3
    for distance, code in enumerate(codes_of(region_code)):
        if code in area.region_codes:
            return distance
    return None


def _rate(area: FreightArea) -> FreightRate:
    return FreightRate(
        template_id=area.template_id,
        unit=area.template.unit,
        first_units=area.first_units,
        first_fen=area.first_fen,
        step_units=area.step_units,
        step_fen=area.step_fen,
        free_from_fen=area.free_from_fen,
    )
