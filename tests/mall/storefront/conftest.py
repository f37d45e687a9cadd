"""What the storefront's tests share: goods that need no address, and pages walked to their end."""

from collections.abc import Callable
from typing import Any

import pytest

from mall.inventory.models import StockItem
from tests.factories.orders import virtual_shelf


@pytest.fixture
def shelf(db: None) -> StockItem:
    """A thousand pieces of a virtual product at 10 yuan."""
    return virtual_shelf()


@pytest.fixture
def walk() -> Callable[..., list[dict[str, Any]]]:
    """Return all rows of a list, page by page."""

    def rows(client: Any, path: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        answer = client.get(path, query).json()
        found += answer["results"]
        while answer["next"]:
            answer = client.get(path, {**query, "cursor": answer["next"]}).json()
            found += answer["results"]
        return found

    return rows
