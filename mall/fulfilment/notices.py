"""What a member is told of parcels: one has left."""

from datetime import datetime

from mall.fulfilment.models import Parcel
from mall.orders.notices import goods_of
from members.messages.ports import MessageKind
from members.messages.services import send
from members.messages.wording import moment_text

PARCEL_SHIPPED = MessageKind(
    code="order.parcel_shipped",
    label="包裹发出",
    variables={
        "number": "订单编号",
        "goods": "商品名称",
        "carrier": "快递公司",
        "tracking_no": "快递单号",
        "time": "发货时间",
    },
    title="您的包裹已发出",
    body="订单 {number}（{goods}）的包裹已由{carrier}发出，运单号 {tracking_no}。",
    page="pages/order/detail?number={number}",
    group="order",
    is_optional=False,
    samples={
        "number": "20261121000000000042",
        "goods": "秋冬保暖加厚澳洲羊毛被等 2 件",
        "carrier": "顺丰速运",
        "tracking_no": "SF1234567890",
        "time": "2026年11月21日 20:05",
    },
)

KINDS = (PARCEL_SHIPPED,)


def tell_shipped(*, parcel_id: int, at: datetime) -> None:
    """Tell that a parcel has left, once per parcel."""
    parcel = Parcel.objects.select_related("order", "carrier").get(pk=parcel_id)
    values = {
        "number": parcel.order.number,
        "goods": goods_of(parcel.order),
        "carrier": parcel.carrier.name,
        "tracking_no": parcel.tracking_no,
        "time": moment_text(parcel.shipped_at),
    }
    send(kind=PARCEL_SHIPPED, member_id=parcel.order.member_id, key=f"parcel:{parcel.pk}", values=values, at=at)
