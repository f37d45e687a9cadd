"""What must hold of parcels (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from mall.fulfilment.models import Parcel, ParcelLine
from mall.orders.models import OrderLine


def shipped_pieces_are_in_parcels() -> Iterator[str]:
    """What has left of a physical line is what its parcels hold; virtual lines travel in none."""
    packed = ParcelLine.objects.filter(line_id=OuterRef("pk")).order_by().values("line_id")
    total = Coalesce(Subquery(packed.annotate(total=Sum("quantity")).values("total")), 0)
    lines = OrderLine.objects.annotate(packed=total).select_related("order").order_by("id")
    for line in lines.filter(is_physical=True).exclude(packed=F("shipped_quantity")).iterator():
        yield f"订单 {line.order.number}：{line.name} 已发 {line.shipped_quantity} 件，包裹中 {line.packed} 件"
    for line in lines.filter(is_physical=False).exclude(packed=0).iterator():
        yield f"订单 {line.order.number}：{line.name} 不是实物，包裹中却有 {line.packed} 件"


def parcels_hold_lines_of_their_order() -> Iterator[str]:
    """No parcel is empty or holds pieces of another order."""
    for parcel in Parcel.objects.filter(lines=None).order_by("id").iterator():
        yield f"包裹 {parcel.tracking_no}：没有商品"
    strange = ParcelLine.objects.exclude(line__order_id=F("parcel__order_id"))
    for row in strange.select_related("parcel").order_by("id").iterator():
        yield f"包裹 {row.parcel.tracking_no}：装了别的订单的商品"


CHECKS = (
    ("发货：已发件数等于包裹件数", shipped_pieces_are_in_parcels),
    ("发货：包裹只装本订单的商品且不为空", parcels_hold_lines_of_their_order),
)
