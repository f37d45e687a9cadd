"""Lines that may be reviewed, pictures, and reviews written by the service."""

from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from kernel import clock
from kernel.audit.actors import Actor
from kernel.media.models import Upload
from kernel.media.services import store_upload
from mall.catalog.models import Product
from mall.inventory.models import StockItem
from mall.orders.models import Order, OrderLine
from mall.reviews.models import Review
from mall.reviews.services import approve_review, write_review
from mall.reviews.shapes import NewReview
from members.accounts.models import Member
from tests.factories.inventory import new_shelf
from tests.factories.orders import placed, virtual_shelf

OPERATOR = Actor.operator(1)


def bought(
    member: Member, *, product: Product | None = None, at: datetime | None = None, shelf: StockItem | None = None
) -> OrderLine:
    """Return the line of an order that has arrived, as the database would have it."""
    if shelf is None:
        shelf = new_shelf(1000, product=product) if product else virtual_shelf()
    moment = at or clock.now()
    order = placed(member, shelf, at=moment)
    Order.objects.filter(pk=order.pk).update(
        status="received", payment_state="paid", received_at=moment, paid_at=moment
    )
    return OrderLine.objects.select_related("order").get(order=order)


def picture_of(member: Member, colour: str = "teal") -> Upload:
    """Return an upload of a member's."""
    content = BytesIO()
    Image.new("RGB", (24, 24), colour).save(content, "PNG")
    return store_upload(content=content.getvalue(), owner_id=member.pk, kind="member", at=clock.now())


def new_review(line: OrderLine, **said: Any) -> NewReview:
    given = {"rating": 5, "text": "料子厚实，洗过不掉色", **said}
    return NewReview(order_number=line.order.number, line_id=line.pk, **given)


def written(member: Member, line: OrderLine | None = None, *, at: datetime | None = None, **said: Any) -> Review:
    """Return a review that waits for its checks."""
    mine = line or bought(member, at=at)
    return write_review(member_id=member.pk, review=new_review(mine, **said), at=at or clock.now())


def published(member: Member, line: OrderLine | None = None, *, at: datetime | None = None, **said: Any) -> Review:
    """Return a review that an operator has let through."""
    review = written(member, line, at=at, **said)
    return approve_review(review_id=review.pk, actor=OPERATOR, at=at or clock.now())
