"""Ship parcels: pieces leave the order, the stock and the house in one transaction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from kernel.outbox.services import publish
from mall.fulfilment.facts import ParcelShipped
from mall.fulfilment.models import Carrier, Parcel, ParcelLine
from mall.orders.services import lock_order, note_event, record_shipment

_TRACKING_NO = re.compile(r"[A-Za-z0-9-]{6,40}")


class CarrierUnknown(Invalid):
    code, title = "carrier_unknown", "没有这家快递公司"


class TrackingNumberInvalid(Invalid):
    code, title = "tracking_no_invalid", "运单号须为 6-40 位字母、数字或连字符"


class ParcelAlreadyThere(Conflict):
    code, title = "parcel_already_there", "该运单号已登记在此订单"


@dataclass(frozen=True)
class NewParcel:
    """`pieces` by order line id; None ships everything that is left."""

    order_id: int
    carrier_code: str
    tracking_no: str
    pieces: Mapping[int, int] | None = None


@transaction.atomic
def ship_parcel(*, parcel: NewParcel, actor: Actor, at: datetime) -> Parcel:
    """Send pieces of an order on their way; the order is `shipped` when nothing is left to leave.

    :raises mall.orders.services.IllegalMove: the order does not wait to be shipped.
    :raises mall.orders.services.NotThatMany: more than what is left.
    :raises CarrierUnknown, TrackingNumberInvalid, ParcelAlreadyThere:
    """
    carrier, tracking_no = _carrier(parcel.carrier_code), _tracking_no(parcel.tracking_no)
    order = lock_order(parcel.order_id)
    _refuse_twin(Parcel.objects.filter(order=order, carrier=carrier, tracking_no=tracking_no))
    pieces = parcel.pieces
    if pieces is None:
        pieces = {line.pk: line.to_ship for line in order.lines.all() if line.is_physical and line.to_ship}
    record_shipment(order=order, pieces=pieces, actor=actor, at=at)
    sent = Parcel.objects.create(order=order, carrier=carrier, tracking_no=tracking_no, shipped_at=at)
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=sent, line_id=line_id, quantity=quantity) for line_id, quantity in pieces.items()
    )
    publish(ParcelShipped(order_id=order.pk, parcel_id=sent.pk))
    return sent


@transaction.atomic
def correct_tracking(*, parcel_id: int, carrier_code: str, tracking_no: str, actor: Actor, at: datetime) -> Parcel:
    """Correct the courier or the number of a parcel that has left.

    :raises CarrierUnknown, TrackingNumberInvalid, ParcelAlreadyThere:
    """
    carrier, number = _carrier(carrier_code), _tracking_no(tracking_no)
    order = lock_order(Parcel.objects.only("order_id").get(pk=parcel_id).order_id)
    parcel = Parcel.objects.select_related("carrier").get(pk=parcel_id)
    _refuse_twin(Parcel.objects.filter(order=order, carrier=carrier, tracking_no=number).exclude(pk=parcel_id))
    note = f"运单 {parcel} 改为 {carrier} {number}"
    parcel.carrier, parcel.tracking_no = carrier, number
    parcel.save(update_fields=["carrier", "tracking_no"])
    note_event(order, kind="tracking_corrected", actor=actor, at=at, note=note)
    return parcel


def _carrier(code: str) -> Carrier:
    carrier = Carrier.objects.filter(code=code, is_active=True).first()
    if carrier is None:
        raise CarrierUnknown
    return carrier


def _tracking_no(text: str) -> str:
    number = text.strip().upper()
    if not _TRACKING_NO.fullmatch(number):
        raise TrackingNumberInvalid
    return number


def _refuse_twin(twins: QuerySet[Parcel]) -> None:
    """Refuse a number that the order has already; asked under the order's lock."""
    if twins.exists():
        raise ParcelAlreadyThere


CARRIERS = (
    # code, name, WeChat delivery_id, kuaidi100 code (protocols 5.4)
    ("sf", "顺丰速运", "SF", "shunfeng"),
    ("yto", "圆通速递", "YTO", "yuantong"),
    ("zto", "中通快递", "ZTO", "zhongtong"),
    ("sto", "申通快递", "STO", "shentong"),
    ("yunda", "韵达快递", "YD", "yunda"),
    ("jt", "极兔速递", "JTSD", "jtexpress"),
    ("ems", "邮政 EMS", "EMS", "ems"),
    ("jd", "京东物流", "JD", "jd"),
    ("deppon", "德邦快递", "DBL", "debangkuaidi"),
)


def seed_carriers() -> None:
    """Make the usual couriers known; those that operators have changed stay as they are."""
    Carrier.objects.bulk_create(
        (
            Carrier(code=code, name=name, wechat_code=wechat, kuaidi100_code=kuaidi, position=position)
            for position, (code, name, wechat, kuaidi) in enumerate(CARRIERS)
        ),
        ignore_conflicts=True,
    )
