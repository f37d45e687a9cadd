"""The shop that the flows walk through."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mall.freight.services import seed_default_template
from mall.fulfilment.services import seed_carriers
from mall.inventory.models import StockItem
from members.regions.services import load_regions
from simulators.server import Simulators
from tests.factories.inventory import new_shelf
from tests.flows.walking import Walker

REGIONS = Path(__file__).resolve().parents[2] / "data" / "catalog" / "regions.csv"


@pytest.fixture
def shop(db: None) -> StockItem:
    """Regions, freight, carriers, and one shelf with ten pieces at 10 yuan."""
    load_regions(path=REGIONS)
    seed_default_template()
    seed_carriers()
    return new_shelf(on_hand=10)


@pytest.fixture
def walker(simulator: Simulators) -> Callable[[str], Walker]:
    return lambda name: Walker(simulator, f"openid-{name}")
