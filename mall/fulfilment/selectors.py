"""Read the parcels of orders."""

from collections.abc import Iterable

from mall.fulfilment.models import Parcel


def parcels_of(order_ids: Iterable[int]) -> dict[int, list[Parcel]]:
    """Return the parcels of each order with courier and lines: two queries, whatever the number of orders."""
    found: dict[int, list[Parcel]] = {order_id: [] for order_id in order_ids}
    parcels = Parcel.objects.filter(order_id__in=found).select_related("carrier").prefetch_related("lines")
    for parcel in parcels.order_by("id"):
        found[parcel.order_id].append(parcel)
    return found
