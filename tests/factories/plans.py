"""Plans and packages for tests."""

from typing import Any

from mall.plans.models import Plan, TopUpPackage


def year_plan(**fields: Any) -> Plan:
    """Return a plan of 365 days for 99 yuan."""
    return Plan.objects.create(**{"code": "year", "name": "年卡", "days": 365, "price_fen": 9900, **fields})


def hundred(**fields: Any) -> TopUpPackage:
    """Return a package of 100 yuan with 20 on top."""
    return TopUpPackage.objects.create(**{"name": "充 100 送 20", "price_fen": 10000, "bonus_fen": 2000, **fields})
