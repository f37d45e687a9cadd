"""What operators may set about stock."""

from kernel.options.registry import whole

LOW_AT = whole(
    "mall.inventory.low_at", "库存预警线（件）", default=10, minimum=0, maximum=100_000, help="单个规格可另设预警线"
)
