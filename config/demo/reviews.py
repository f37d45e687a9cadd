"""Reviews of the demo's orders: real texts where the data has some, pictures, answers, and a queue to work off."""

import csv
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import count, cycle

from config.demo import orders, shop
from config.demo.people import PEOPLE
from config.demo.simulators import DemoSimulators
from kernel import clock
from kernel.audit.actors import Actor
from kernel.media.drawing.covers import draw_cover
from kernel.media.services import store_upload
from kernel.outbox.relay import deliver_pending
from kernel.staff.models import Operator
from mall.catalog.models import Sku
from mall.orders.models import Order, OrderLine
from mall.reviews import services
from mall.reviews.models import Review
from mall.reviews.shapes import NewReview
from mall.reviews.states import State
from members.accounts.models import Member

DAYS_AGO = 20
PRODUCTS_EACH = 6
# Stars of the texts in the data, whose own are all 1 and mean nothing.
STARS = (5, 5, 4, 5, 5, 4, 5, 5)
# For what the data says nothing about, and now and then; one waits for an operator, one is turned down by the checks.
WORDS = (
    (5, "做工细致，和图片一致，家里人都喜欢。"), (5, "想要更多优惠可以加微信聊。"), (1, "有人在里面赌博，离谱。"),
    (4, "质量不错，就是快递慢了一天。"), (2, "线头有点多，希望改进。"), (5, "第二次买了，一如既往地好。"),
    (3, "有一点色差，其他都还可以。"), (5, "包装很用心，送朋友也拿得出手。"), (5, "性价比很高，推荐。"),
)  # fmt: skip
REPLY = "非常抱歉给您带来不好的体验，客服已联系您补发，我们会改进质检。"


def seed_reviews(members: Mapping[str, Member], simulators: DemoSimulators) -> int:
    """Let everybody say something about what they received, unless somebody has; return how many reviews there are."""
    if not Review.objects.exists():
        _buy_what_is_talked_about(members, simulators)
        texts, words, turn = _texts(), cycle(WORDS), count()
        lines = OrderLine.objects.filter(order__received_at__isnull=False, refunded_quantity=0, is_stocked=True)
        for line in lines.select_related("order__member", "sku__product").order_by("order__received_at", "id"):
            number = next(turn)
            said = None if number % 8 == 6 else texts.get(line.sku.product.code)
            rating, text = next(words) if said is None else (STARS[number % len(STARS)], next(said))
            _write(line, number, rating=rating, text=text)
        _work_off()
    deliver_pending()
    return Review.objects.count()


def _texts() -> dict[str, Iterator[str]]:
    found: dict[str, list[str]] = {}
    with (shop.DATA / "reviews.csv").open(encoding="utf8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["product_code"], []).append(row["text"])
    return {code: cycle(texts) for code, texts in found.items()}


def _buy_what_is_talked_about(members: Mapping[str, Member], simulators: DemoSimulators) -> None:
    """Let each member receive some of the products that the data has texts about."""
    codes = list(_texts())
    skus = Sku.objects.filter(product__code__in=codes, is_active=True, stock__on_hand__gte=50).order_by("id")
    wanted = {sku.product_id: sku.pk for sku in skus}
    at = clock.now() - timedelta(days=DAYS_AGO)
    for number, person in enumerate(PEOPLE):
        lines = tuple((sku_id, 1) for sku_id in list(wanted.values())[:PRODUCTS_EACH])
        purchase = orders.Purchase(members[person.key], person.openid, lines, at + timedelta(minutes=number))
        orders.play(purchase, end="completed", number=900 + number, simulators=simulators)


def _write(line: OrderLine, number: int, *, rating: int, text: str) -> None:
    order: Order = line.order
    if order.received_at is None:
        return
    pictures = (_picture(line),) if number % 6 == 1 else ()
    review = NewReview(
        order_number=order.number,
        line_id=line.pk,
        rating=rating,
        text=text,
        picture_ids=pictures,
        is_anonymous=number % 5 == 4,
        allows_publishing=number % 2 == 0,
    )
    with clock.at(min(order.received_at + timedelta(hours=5), clock.now())):
        services.write_review(member_id=order.member_id, review=review, at=clock.now())
        deliver_pending()


def _picture(line: OrderLine) -> int:
    content = draw_cover(title=line.name, subtitle="买家拍摄", seed=f"review-{line.pk}", hint=line.name)
    return store_upload(content=content, owner_id=line.order.member_id, kind="member", at=clock.now()).pk


def _work_off() -> None:
    """Do an operator's morning: let pictures through but one, answer who is unhappy, fill the windows, hear more."""
    keeper, at = Actor.operator(Operator.objects.get(username="admin").pk), clock.now()
    pictured = list(Review.objects.filter(has_pictures=True, state=State.PENDING).order_by("id"))
    for review in pictured[:-1]:
        services.approve_review(review_id=review.pk, actor=keeper, at=at)
        services.showcase_review(review_id=review.pk, is_showcased=True, actor=keeper, at=at)
    for review in Review.objects.published().filter(rating__lte=2):
        services.reply_to_review(review_id=review.pk, text=REPLY, actor=keeper, at=at)
    oldest = Review.objects.published().order_by("created_at", "id").first()
    if oldest is not None:
        services.write_follow_up(
            member_id=oldest.member_id,
            review_id=oldest.pk,
            text="用了两周，洗过一次，没有变形。",
            picture_ids=(),
            at=at,
        )
