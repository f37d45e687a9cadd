"""Named questions to the catalogue's tables."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from tree_queries.query import TreeQuerySet


def in_schedule(at: datetime, *, early: timedelta = timedelta(0)) -> Q:
    """Return the condition that `at` lies between a product's on and off time; an empty time sets no limit.

    `early` is how long before its time it is open already.
    """
    begun = Q(on_at=None) | Q(on_at__lte=at + early)
    not_over = Q(off_at=None) | Q(off_at__gt=at)
    return begun & not_over


class CategoryQuerySet(TreeQuerySet):
    def visible(self) -> Self:
        return self.filter(is_visible=True)


class ProductQuerySet(models.QuerySet[Any]):
    def goods(self) -> Self:
        """Leave out services: they are no goods of the catalogue."""
        return self.exclude(kind="service")

    def locked(self) -> Self:
        """Lock the rows until the transaction ends, always in id order."""
        return self.select_for_update(of=("self",)).order_by("id")


class SkuQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of(self, sku_ids: Iterable[int]) -> Self:
        return self.filter(pk__in=set(sku_ids))

    def locked(self) -> Self:
        """Lock the rows until the transaction ends, always in id order."""
        return self.select_for_update(of=("self",)).order_by("id")
