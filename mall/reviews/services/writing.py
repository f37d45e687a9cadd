"""What buyers do: write, add to it, allow or forbid that it is used outside."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kernel.errors import Conflict, Invalid, NotFound
from kernel.media.models import Upload
from mall.orders.models import Order, OrderLine
from mall.orders.selectors import get_order
from mall.orders.services import lock_order
from mall.reviews.models import FollowUp, Review, ReviewPicture
from mall.reviews.models.reviews import MOST_PICTURES
from mall.reviews.options import FOLLOW_UP_WITHIN_DAYS, MIN_CHARS, REVIEW_WITHIN_DAYS
from mall.reviews.selectors import ARRIVED, ReviewNotFound
from mall.reviews.services.checking import begin_checks
from mall.reviews.services.moving import change_counted, lock_review
from mall.reviews.shapes import NewReview
from mall.reviews.states import State
from members.accounts.services import lock_member


class OrderLineNotFound(NotFound):
    code, title = "order_line_not_found", "订单里没有这件商品"


class ReviewTooEarly(Conflict):
    code, title = "review_too_early", "收货后才能评价"


class ReviewTooLate(Conflict):
    code, title = "review_too_late", "已超过可评价的时间"


class LineRefunded(Conflict):
    code, title = "line_refunded", "已全部退款的商品不能评价"


class NothingToReview(Conflict):
    """A paid card or a top-up: there are no goods to speak of."""

    code, title = "nothing_to_review", "这类商品不能评价"


class AlreadyReviewed(Conflict):
    code, title = "already_reviewed", "这件商品已经评价过了"


class TextTooShort(Invalid):
    code, title = "text_too_short", "评价内容太短"


class PictureNotFound(Invalid):
    """Not uploaded, uploaded by somebody else, or named twice."""

    code, title = "picture_not_found", "图片不存在，请重新上传"


class ReviewNotPublished(Conflict):
    code, title = "review_not_published", "评价发布后才能追评"


class AlreadyFollowedUp(Conflict):
    code, title = "already_followed_up", "每条评价只能追评一次"


class FollowUpTooLate(Conflict):
    code, title = "follow_up_too_late", "已超过可追评的时间"


@transaction.atomic
def write_review(*, member_id: int, review: NewReview, at: datetime) -> Review:
    """Write a review of a line of the member's own received order, once; it is shown when it has been let through.

    :raises mall.orders.selectors.OrderNotFound, OrderLineNotFound: not the member's.
    :raises ReviewTooEarly, ReviewTooLate, LineRefunded, NothingToReview, AlreadyReviewed:
    :raises TextTooShort, PictureNotFound:
    """
    member = lock_member(member_id=member_id)
    order = lock_order(get_order(member=member, number=review.order_number).pk)
    line = _reviewable_line(order, review.line_id, at)
    _check_text(review.text)
    uploads = _own_uploads(member_id, review.picture_ids)
    written = Review.objects.create(
        line=line,
        order=order,
        product_id=line.product_id,
        member_id=member_id,
        rating=review.rating,
        text=review.text,
        is_anonymous=review.is_anonymous,
        allows_publishing=review.allows_publishing,
        has_pictures=bool(uploads),
        created_at=at,
    )
    _add_pictures(uploads, written, None)
    begin_checks(review=written, follow_up=None, at=at)
    return written


@transaction.atomic
def write_follow_up(*, member_id: int, review_id: int, text: str, picture_ids: Sequence[int], at: datetime) -> FollowUp:
    """Add to the member's own published review, once, within the days set; it passes the same checks.

    :raises ReviewNotFound: there is none, or it is somebody else's.
    :raises ReviewNotPublished, AlreadyFollowedUp, FollowUpTooLate:
    :raises TextTooShort, PictureNotFound:
    """
    review = _own_review(member_id, review_id)
    if review.state != State.PUBLISHED:
        raise ReviewNotPublished
    if FollowUp.objects.filter(review=review).exists():
        raise AlreadyFollowedUp
    if at > review.created_at + timedelta(days=FOLLOW_UP_WITHIN_DAYS.get()):
        raise FollowUpTooLate
    _check_text(text, minimum=1)
    uploads = _own_uploads(member_id, picture_ids)
    if ReviewPicture.objects.filter(review=review, upload__in=uploads).exists():
        raise PictureNotFound("图片已在评价中使用，请选择新的图片")
    added = FollowUp.objects.create(review=review, text=text, created_at=at)
    _add_pictures(uploads, review, added)
    begin_checks(review=review, follow_up=added, at=at)
    return added


@transaction.atomic
def allow_publishing(*, member_id: int, review_id: int, is_allowed: bool, at: datetime) -> Review:
    """Give or withdraw the member's consent to use their review outside the shop; counts from now.

    :raises ReviewNotFound: there is none, or it is somebody else's.
    """
    review = _own_review(member_id, review_id)
    change_counted(review, allows_publishing=is_allowed)
    return review


def _own_review(member_id: int, review_id: int) -> Review:
    lock_member(member_id=member_id)
    review = lock_review(review_id)
    if review.member_id != member_id:
        raise ReviewNotFound
    return review


def _reviewable_line(order: Order, line_id: int, at: datetime) -> OrderLine:
    """Return the line if it may be reviewed now; asked under the order's lock."""
    line = OrderLine.objects.filter(order=order, pk=line_id).first()
    if line is None:
        raise OrderLineNotFound
    if Review.objects.filter(line=line).exists():
        raise AlreadyReviewed
    if not line.is_stocked:
        raise NothingToReview
    if line.refunded_quantity >= line.quantity:
        raise LineRefunded
    if order.status not in ARRIVED or order.received_at is None:
        raise ReviewTooEarly
    if at > order.received_at + timedelta(days=REVIEW_WITHIN_DAYS.get()):
        raise ReviewTooLate
    return line


def _check_text(text: str, minimum: int = 0) -> None:
    least = max(minimum, MIN_CHARS.get())
    if len("".join(text.split())) < least:
        raise TextTooShort(f"请至少写 {least} 个字", errors=[_at_text(least)])


def _at_text(least: int) -> dict[str, str]:
    return {"field": "text", "code": TextTooShort.code, "message": f"请至少写 {least} 个字"}


def _own_uploads(member_id: int, picture_ids: Sequence[int]) -> list[Upload]:
    """Return the member's uploads in the order asked for."""
    if len(picture_ids) > MOST_PICTURES:
        raise PictureNotFound(f"最多 {MOST_PICTURES} 张图片")
    mine = Upload.objects.filter(pk__in=picture_ids, kind=Upload.Kind.MEMBER, owner_id=member_id).in_bulk()
    if len(set(picture_ids)) < len(picture_ids) or len(mine) < len(picture_ids):
        raise PictureNotFound(errors=[_at_pictures()])
    return [mine[picture_id] for picture_id in picture_ids]


def _at_pictures() -> dict[str, str]:
    return {"field": "picture_ids", "code": PictureNotFound.code, "message": PictureNotFound.title}


def _add_pictures(uploads: Sequence[Upload], review: Review, follow_up: FollowUp | None) -> None:
    ReviewPicture.objects.bulk_create(
        ReviewPicture(review=review, follow_up=follow_up, upload=upload, file=upload.file.name, position=place)
        for place, upload in enumerate(uploads)
    )
