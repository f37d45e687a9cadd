"""Seed what a new shop needs."""

from django.db import transaction

from mall.freight.models import FreightArea, FreightTemplate


@transaction.atomic
def seed_default_template() -> FreightTemplate:
    """Give the shop its default template: 10 yuan by piece, free from 88 yuan; remote provinces dearer. Idempotent."""
    template, is_new = FreightTemplate.objects.get_or_create(
        is_default=True, defaults={"name": "全国通用", "unit": FreightTemplate.Unit.PIECE}
    )
    if is_new:
        remote = ["540000", "630000", "650000"]
        FreightArea.objects.bulk_create(
            [
                FreightArea(
                    template=template, first_units=1, first_fen=1000, step_units=5, step_fen=200, free_from_fen=8800
                ),
                FreightArea(
                    template=template, region_codes=remote, first_units=1, first_fen=2000, step_units=1, step_fen=500
                ),
                FreightArea(template=template, region_codes=["710000", "810000", "820000"], is_excluded=True),
            ]
        )
    return template
