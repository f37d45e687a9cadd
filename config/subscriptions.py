"""Who reacts to which fact. Every asynchronous way through the house is a line on this page (rules 12.4)."""

from kernel.outbox.subscriptions import subscribe
from kernel.wechat.facts import PushReceived
from mall.catalog.facts import SkuListed, StockDeclared
from mall.inventory import handlers as inventory
from mall.inventory.facts import SkuRestocked, SkuSoldOut
from mall.orders import handlers as orders
from mall.orders.facts import OrderCancelled, OrderCompleted, OrderConfirmed, OrderRefunded
from mall.payments import handlers as payments
from mall.payments.facts import NotificationReceived, PaymentSucceeded, RefundCreated, RefundSucceeded
from mall.reviews import handlers as reviews
from mall.reviews.facts import ReviewPublished, ReviewSubmitted
from mall.rewards import handlers as rewards
from members.accounts.facts import PhoneBound
from members.tasks import handlers as tasks


def connect() -> None:
    """Subscribe the handlers. Called once, when every app is loaded."""
    # A new SKU gets its place in the stock room, and what it came with.
    subscribe(SkuListed, inventory.open_shelf_for_sku, label="开立库存")
    subscribe(StockDeclared, inventory.set_declared_stock, label="登记期初库存")
    subscribe(SkuSoldOut, inventory.refresh_after_sold_out, label="标记商品无货")
    subscribe(SkuRestocked, inventory.refresh_after_restocked, label="标记商品有货")

    # Money arrives: what the channel told is worked on, then the order goes on or the money goes back.
    subscribe(NotificationReceived, payments.apply_notification, label="处理渠道通知")
    subscribe(PaymentSucceeded, orders.confirm_paid_order, label="确认订单")
    subscribe(OrderConfirmed, orders.count_sales, label="计入销量")

    # Money leaves: the channel is asked, then the order's refund is counted as done.
    subscribe(RefundCreated, payments.send_created_refund, label="向渠道发起退款", outside_transaction=True)
    subscribe(RefundSucceeded, orders.finish_order_refund, label="完成订单退款")

    # What buyers write is shown when content security, or an operator, has let it through.
    subscribe(ReviewSubmitted, reviews.check_submitted_review, label="检测评价内容", outside_transaction=True)
    subscribe(PushReceived, reviews.apply_content_verdict, label="登记图片检测结果")

    # What is bought earns, what is paid back takes back; each of them brings the order's rewards to where it stands.
    subscribe(OrderConfirmed, rewards.settle_rewards, label="计入待生效积分")
    subscribe(OrderRefunded, rewards.settle_rewards, label="收回退款的积分与成长值")
    subscribe(OrderCompleted, rewards.settle_rewards, label="积分与成长值生效")
    subscribe(OrderCancelled, rewards.settle_rewards, label="收回取消订单的积分")
    subscribe(ReviewPublished, rewards.reward_review, label="发放评价奖励")

    # What members do brings their tasks forward.
    subscribe(PhoneBound, tasks.count_bound_phone, label="计入绑定手机任务")
