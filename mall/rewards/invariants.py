"""What must hold of rewards (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from kernel import clock
from mall.orders.models import OrderEvent, OrderLine, OrderRefund, OrderRefundLine
from mall.rewards.models import LineReward, RewardRefund
from members.points.models import Earning

# Facts are delivered within ten minutes, and what they say is done by then.
DONE_WITHIN = timedelta(minutes=10)


def completed_lines_have_earned_once() -> Iterator[str]:
    """Every line of a completed order that earns has one reward, and it is final."""
    late = clock.now() - DONE_WITHIN
    completed = OrderEvent.objects.filter(after="completed", at__lt=late).exclude(before=F("after"))
    rewarded = LineReward.objects.filter(line=OuterRef("pk"), completed_at__isnull=False)
    lines = OrderLine.objects.filter(order__earns_rewards=True, order__in=completed.values("order"))
    for line in lines.filter(~Exists(rewarded)).select_related("order").order_by("pk").iterator():
        yield f"订单 {line.order.number} 商品 {line.pk}：订单已完成，没有计入积分与成长值"
    barren = LineReward.objects.filter(order__earns_rewards=False).select_related("order")
    for reward in barren.order_by("pk").iterator():
        yield f"订单 {reward.order.number} 商品 {reward.line_id}：不计权益的订单有奖励"


def rewards_follow_the_money() -> Iterator[str]:
    """What was taken back is the share of what was refunded; of an order that ended early it is all."""
    for reward in LineReward.objects.select_related("order").order_by("pk").iterator():
        for name, total, back in (
            ("积分", reward.points, reward.points_back),
            ("成长值", reward.growth, reward.growth_back),
            ("节省", reward.saved_fen, reward.saved_back_fen),
        ):
            if back != (due := _due_back(reward, total)):
                yield f"{_name(reward)}：{name} {total}，已退 {reward.refunded_fen} 分，应收回 {due}，实收回 {back}"


def fully_refunded_lines_net_nothing() -> Iterator[str]:
    """A line whose money went back whole keeps no points and no growth value."""
    whole = LineReward.objects.filter(paid_fen__gt=0, refunded_fen=F("paid_fen"))
    kept = whole.exclude(points=F("points_back"), growth=F("growth_back"))
    for reward in kept.select_related("order").order_by("pk").iterator():
        yield f"{_name(reward)}：已全额退款，仍有积分 {reward.points_left}、成长值 {reward.growth_left}"


def refunds_are_counted_once() -> Iterator[str]:
    """What a line counts as refunded is what its order paid back, refund by refund."""
    counted = RewardRefund.objects.filter(reward=OuterRef("pk")).order_by().values("reward")
    total = Subquery(counted.annotate(sum=Sum("amount_fen")).values("sum"), output_field=BigIntegerField())
    summed = LineReward.objects.annotate(sum=Coalesce(total, 0)).select_related("order")
    for reward in summed.exclude(refunded_fen=F("sum")).order_by("pk").iterator():
        yield f"{_name(reward)}：已退 {reward.refunded_fen} 分，记录之和 {reward.sum} 分"
    late = clock.now() - DONE_WITHIN
    paid_back = OrderRefundLine.objects.filter(
        refund__state=OrderRefund.State.SUCCEEDED, refund__succeeded_at__lt=late, refund__order__earns_rewards=True
    )
    known = RewardRefund.objects.filter(
        reward__line=OuterRef("line"), order_refund_id=OuterRef("refund_id"), amount_fen=OuterRef("amount_fen")
    )
    for line in paid_back.filter(~Exists(known)).order_by("pk").iterator():
        yield f"订单退款 {line.refund_id} 商品 {line.line_id}：退款 {line.amount_fen} 分没有收回奖励"


def points_stand_as_earned() -> Iterator[str]:
    """The points room has for each line what this one says it earned and gave back."""
    key = Concat(Value("order_line:"), Cast(OuterRef("line_id"), CharField()))
    earning = Earning.objects.filter(key=key)
    told = LineReward.objects.annotate(
        given=Coalesce(Subquery(earning.values("points")[:1]), 0),
        back=Coalesce(Subquery(earning.values("taken_back")[:1]), 0),
    )
    wrong = told.exclude(points=F("given"), points_back=F("back"))
    for reward in wrong.select_related("order").order_by("pk").iterator():
        said, booked = f"{reward.points}（收回 {reward.points_back}）", f"{reward.given}（收回 {reward.back}）"
        yield f"{_name(reward)}：积分 {said}，账上 {booked}"
    strays = Earning.objects.filter(kind="purchase", key__startswith="order_line:")
    rewarded = LineReward.objects.annotate(key=Concat(Value("order_line:"), Cast("line_id", CharField())))
    for stray in strays.filter(~Exists(rewarded.filter(key=OuterRef("key")))).order_by("pk").iterator():
        yield f"积分记录 {stray.key}：没有对应的购物奖励"


def _due_back(reward: LineReward, total: int) -> int:
    """Return what should have gone back of a total by now."""
    if reward.ended_at is not None:
        return total
    return total * reward.refunded_fen // reward.paid_fen if reward.paid_fen else 0


def _name(reward: LineReward) -> str:
    return f"订单 {reward.order.number} 商品 {reward.line_id}"


CHECKS = (
    ("奖励：已完成订单的每行计入一次", completed_lines_have_earned_once),
    ("奖励：收回与退款成比例", rewards_follow_the_money),
    ("奖励：全额退款的行净值为零", fully_refunded_lines_net_nothing),
    ("奖励：退款逐笔计入一次", refunds_are_counted_once),
    ("奖励：与积分账一致", points_stand_as_earned),
)
