"""How products are delivered: the freight template they name. The template itself stands upstairs."""

from collections.abc import Collection

from django.db import transaction

from mall.catalog.models import Product


@transaction.atomic
def assign_freight_template(*, template_id: int, product_ids: Collection[int]) -> int:
    """Let exactly these products use a freight template; those that used it before fall back to the default.

    Returns how many products use it now.
    """
    Product.objects.filter(freight_template_id=template_id).exclude(pk__in=product_ids).update(freight_template_id=None)
    return Product.objects.filter(pk__in=product_ids, archived_at=None).update(freight_template_id=template_id)
