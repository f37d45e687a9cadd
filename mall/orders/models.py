"""Orders, their lines, what was saved on them, and what happened to them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from kernel import crypto
from mall.catalog.models import Sku
from mall.orders.states import UNPAID, AftersaleState, FulfilmentState, PaymentState, Status
from members.accounts.models import Member


class OrderQuerySet(models.QuerySet["Order"]):
    def owned_by(self, member: Member) -> Self:
        return self.filter(member_id=member.pk)

    def visible(self) -> Self:
        return self.filter(is_hidden=False)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("id")

    def expired(self, at: datetime) -> Self:
        return self.filter(status=Status.PENDING_PAYMENT, expires_at__lte=at)


class Order(models.Model):
    """One checkout. Amounts in fen; totals are sums of lines (rules 2.1)."""

    number = models.CharField("订单号", max_length=20, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员")
    status = models.CharField("状态", max_length=16, choices=Status, default=Status.PENDING_PAYMENT)
    payment_state = models.CharField("付款", max_length=16, choices=PaymentState, default=PaymentState.UNPAID)
    fulfilment_state = models.CharField("发货", max_length=8, choices=FulfilmentState, default=FulfilmentState.NONE)
    aftersale_state = models.CharField("售后", max_length=8, choices=AftersaleState, default=AftersaleState.NONE)

    goods_fen = models.PositiveBigIntegerField("商品金额（分）")
    discount_fen = models.BigIntegerField("优惠（分）", default=0)
    freight_fen = models.PositiveBigIntegerField("运费（分）", default=0)
    payable_fen = models.PositiveBigIntegerField("应付（分）")
    refunded_fen = models.PositiveBigIntegerField("已退（分）", default=0)

    points_used = models.PositiveBigIntegerField("使用积分", default=0)
    takes_wallet = models.BooleanField("可用余额支付", default=True)
    earns_rewards = models.BooleanField("计入权益", default=True)
    is_for_newcomers = models.BooleanField("新人价", default=False)
    offer_kind = models.CharField("活动类型", max_length=20, blank=True)
    offer = models.JSONField("活动", default=dict, blank=True)

    receiver_name = models.CharField("收货人", max_length=40, blank=True)
    receiver_phone_cipher = models.CharField("收货电话", max_length=255, blank=True)
    region_code = models.CharField("地区编码", max_length=6, blank=True)
    region_names = models.JSONField("地区", default=list, blank=True)
    address_detail = models.CharField("详细地址", max_length=120, blank=True)
    remark = models.CharField("买家留言", max_length=200, blank=True)
    operator_remark = models.CharField("客服备注", max_length=500, blank=True)
    is_hidden = models.BooleanField("会员已删除", default=False)

    placed_at = models.DateTimeField("下单时间")
    expires_at = models.DateTimeField("付款截止")
    paid_at = models.DateTimeField("付款时间", null=True, blank=True)
    shipped_at = models.DateTimeField("发货时间", null=True, blank=True)
    receive_due_at = models.DateTimeField("自动收货时间", null=True, blank=True)
    has_extended = models.BooleanField("已延长收货", default=False)
    received_at = models.DateTimeField("收货时间", null=True, blank=True)
    complete_due_at = models.DateTimeField("自动完成时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "订单"
        ordering = ["-id"]
        permissions = [
            ("ship_order", "可以发货"),
            ("cancel_order", "可以取消订单"),
            ("reprice_order", "可以改价"),
            ("refund_order", "可以退款"),
            ("remark_order", "可以备注订单"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(payable_fen=F("goods_fen") - F("discount_fen") + F("freight_fen")),
                name="order_payable_is_the_sum",
            ),
            models.CheckConstraint(condition=Q(refunded_fen__lte=F("payable_fen")), name="order_refunded_max_payable"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="order_status_known"),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(is_for_newcomers=True, status__in=UNPAID),
                name="order_one_unpaid_newcomer",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-placed_at", "-id"], name="order_of_member"),
            models.Index(fields=["status", "-placed_at", "-id"], name="order_by_status"),
            models.Index(fields=["expires_at"], condition=Q(status="pending_payment"), name="order_to_expire"),
            models.Index(fields=["id"], condition=Q(status="cancelling"), name="order_cancelling"),
            models.Index(fields=["receive_due_at"], condition=Q(status="shipped"), name="order_to_receive"),
            models.Index(fields=["complete_due_at"], condition=Q(status="received"), name="order_to_complete"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def receiver_phone(self) -> str:
        return crypto.decrypt(self.receiver_phone_cipher)


class OrderLine(models.Model):
    """Pieces of one SKU at one price. `paid_fen` is for the goods; its share of the freight stands beside it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", verbose_name="订单")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", verbose_name="规格")
    product_id = models.PositiveBigIntegerField("商品编号")
    name = models.CharField("商品", max_length=120)
    options = models.CharField("规格", max_length=200, blank=True)
    cover_url = models.CharField("图片", max_length=255, blank=True)
    is_physical = models.BooleanField("实物", default=True)
    is_stocked = models.BooleanField("有库存", default=True)
    quantity = models.PositiveIntegerField("数量")
    unit_price_fen = models.PositiveBigIntegerField("单价（分）")
    paid_fen = models.PositiveBigIntegerField("实付（分）")
    freight_fen = models.PositiveBigIntegerField("分摊运费（分）", default=0)
    points_used = models.PositiveBigIntegerField("使用积分", default=0)
    points_returned = models.PositiveBigIntegerField("退回积分", default=0)
    shipped_quantity = models.PositiveIntegerField("已发", default=0)
    # What was taken out of the order before it was shipped; shipped pieces that come back are counted in refunded only.
    dropped_quantity = models.PositiveIntegerField("发货前退", default=0)
    refunded_quantity = models.PositiveIntegerField("已退件数", default=0)
    refunded_fen = models.PositiveBigIntegerField("已退金额（分）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "订单商品"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="order_line_once_per_sku"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_min_1"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("shipped_quantity") + F("dropped_quantity")), name="order_line_shipped_max"
            ),
            models.CheckConstraint(
                condition=Q(refunded_quantity__lte=F("quantity")) & Q(dropped_quantity__lte=F("refunded_quantity")),
                name="order_line_refunded_max",
            ),
            models.CheckConstraint(condition=Q(refunded_fen__lte=F("paid_fen")), name="order_line_refund_max_paid"),
            models.CheckConstraint(
                condition=Q(points_returned__lte=F("points_used")), name="order_line_points_returned_max"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"

    @property
    def to_ship(self) -> int:
        """Pieces that still have to leave."""
        return self.quantity - self.shipped_quantity - self.dropped_quantity


class OrderAdjustment(models.Model):
    """Why a line, or the freight where there is none, costs what it costs."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="adjustments", verbose_name="订单")
    line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, null=True, related_name="adjustments", verbose_name="商品"
    )
    lane = models.PositiveSmallIntegerField("计价步骤")
    source = models.CharField("来源", max_length=60)
    label = models.CharField("说明", max_length=60)
    amount_fen = models.BigIntegerField("金额（分）")

    class Meta:
        verbose_name = verbose_name_plural = "价格明细"
        ordering = ["lane", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.amount_fen}"


class OrderEvent(models.Model):
    """What happened, by whom, from which state to which."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events", verbose_name="订单")
    at = models.DateTimeField("时间")
    actor_kind = models.CharField("操作者", max_length=10)
    actor_id = models.PositiveBigIntegerField("操作者编号", null=True)
    kind = models.CharField("类型", max_length=30)
    before = models.CharField("之前", max_length=16, blank=True)
    after = models.CharField("之后", max_length=16, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单动态"
        # In the order of the order's lock; `at` is when it was asked for, and a channel may answer late.
        ordering = ["id"]
        indexes = [models.Index(fields=["order", "id"], name="order_event_of_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.before}→{self.after}"


class OrderRefund(models.Model):
    """Money and pieces that go back, through the one door (rules 5.6)."""

    class State(models.TextChoices):
        OPEN = "open", "退款中"
        SUCCEEDED = "succeeded", "已退款"

    number = models.CharField("退款号", max_length=20, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds", verbose_name="订单")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    freight_fen = models.PositiveBigIntegerField("其中运费（分）", default=0)
    points = models.PositiveBigIntegerField("退回积分", default=0)
    reason = models.CharField("原因", max_length=80)
    created_at = models.DateTimeField("发起时间")
    succeeded_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单退款"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(freight_fen__lte=F("amount_fen")), name="order_refund_freight_is_part"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderRefundLine(models.Model):
    refund = models.ForeignKey(OrderRefund, on_delete=models.PROTECT, related_name="lines", verbose_name="退款")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines", verbose_name="商品")
    quantity = models.PositiveIntegerField("件数")
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    points = models.PositiveBigIntegerField("退回积分", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "退款商品"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["refund", "line"], name="order_refund_line_once")]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"
