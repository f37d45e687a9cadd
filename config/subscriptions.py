"""Who reacts to which fact. Every asynchronous way through the house is a line on this page (rules 12.4)."""

from kernel.outbox.subscriptions import subscribe
from kernel.wechat.facts import PushReceived
from mall.catalog.facts import SkuListed, StockDeclared
from mall.fulfilment import handlers as fulfilment
from mall.fulfilment.facts import ParcelShipped
from mall.inventory import handlers as inventory
from mall.inventory.facts import SkuRestocked, SkuSoldOut
from mall.orders import handlers as orders
from mall.orders.facts import OrderCancelled, OrderCompleted, OrderConfirmed, OrderRefunded
from mall.payments import handlers as payments
from mall.payments.facts import NotificationReceived, PaymentSucceeded, RefundCreated, RefundSucceeded
from mall.reviews import handlers as reviews
from mall.reviews.facts import ReviewPublished, ReviewRejected, ReviewReplied, ReviewSubmitted
from mall.rewards import handlers as rewards
from members.accounts import handlers as accounts
from members.accounts.facts import PhoneBound, ProfileCompleted
from members.messages import handlers as messages
from members.messages.facts import DeliveryQueued
from members.portraits import handlers as portraits
from members.privacy import handlers as privacy
from members.privacy.facts import ConsentChanged, DataExportRequested
from members.tasks import handlers as tasks
from members.tiers import handlers as tiers
from members.tiers.facts import MembershipOpened, TierChanged, TierLossAnnounced
from members.wallet import handlers as wallet
from members.wallet.facts import GiftCardRedeemed, WalletChanged


def connect() -> None:
    """Subscribe the handlers, section by section. Called once, when every app is loaded."""
    _goods()
    _money()
    _orders()
    _reviews()
    _members()
    _belongings()


def _goods() -> None:
    # A new SKU gets its place in the stock room, and what it came with.
    subscribe(SkuListed, inventory.open_shelf_for_sku, label="开立库存")
    subscribe(StockDeclared, inventory.set_declared_stock, label="登记期初库存")
    subscribe(SkuSoldOut, inventory.refresh_after_sold_out, label="标记商品无货")
    subscribe(SkuRestocked, inventory.refresh_after_restocked, label="标记商品有货")


def _money() -> None:
    # Money arrives: what the channel told is worked on, then the order goes on or the money goes back.
    subscribe(NotificationReceived, payments.apply_notification, label="处理渠道通知")
    subscribe(PaymentSucceeded, orders.confirm_paid_order, label="确认订单")

    # Money leaves: the channel is asked, then the order's refund is counted as done.
    subscribe(RefundCreated, payments.send_created_refund, label="向渠道发起退款", outside_transaction=True)
    subscribe(RefundSucceeded, orders.finish_order_refund, label="完成订单退款")


def _orders() -> None:
    # Paid: it counts as sold, what it earns is pending, the member is told.
    subscribe(OrderConfirmed, orders.count_sales, label="计入销量")
    subscribe(OrderConfirmed, rewards.settle_rewards, label="计入待生效积分")
    subscribe(OrderConfirmed, orders.tell_member_of_payment, label="通知支付成功")
    subscribe(ParcelShipped, fulfilment.tell_member_of_parcel, label="通知包裹发出")

    # Completed: points and growth value are final, tasks come forward.
    subscribe(OrderCompleted, rewards.settle_rewards, label="积分与成长值生效")
    subscribe(OrderCompleted, orders.tell_member_of_completion, label="通知订单完成")

    # Paid back or cancelled: what it earned is taken back in its share.
    subscribe(OrderRefunded, rewards.settle_rewards, label="收回退款的积分与成长值")
    subscribe(OrderRefunded, orders.tell_member_of_refund, label="通知退款到账")
    subscribe(OrderCancelled, rewards.settle_rewards, label="收回取消订单的积分")
    subscribe(OrderCancelled, orders.tell_member_of_timeout, label="通知超时取消")


def _reviews() -> None:
    # What buyers write is shown when content security, or an operator, has let it through; honest words are rewarded.
    subscribe(ReviewSubmitted, reviews.check_submitted_review, label="检测评价内容", outside_transaction=True)
    subscribe(PushReceived, reviews.apply_content_verdict, label="登记图片检测结果")
    subscribe(ReviewPublished, rewards.reward_review, label="发放评价奖励")
    subscribe(ReviewRejected, reviews.tell_about_rejection, label="告知评价未通过")
    subscribe(ReviewReplied, reviews.tell_about_reply, label="告知商家回复")


def _members() -> None:
    # Who follows the official account is the member of the same unionid.
    subscribe(PushReceived, accounts.link_official_follower, label="关联公众号关注者", outside_transaction=True)

    # What members do brings their tasks forward.
    subscribe(PhoneBound, tasks.count_bound_phone, label="计入绑定手机任务")
    subscribe(ProfileCompleted, tasks.count_completed_profile, label="计入完善资料任务")

    # A copy of personal data is built apart from the request; answers go with the consent they were given under.
    subscribe(DataExportRequested, privacy.build_requested_export, label="生成个人信息副本")
    subscribe(ConsentChanged, portraits.forget_answers, label="清除撤回授权的画像")

    # Messages leave the house apart from the transaction that wrote them.
    subscribe(DeliveryQueued, messages.deliver_queued_message, label="发送消息", outside_transaction=True)
    subscribe(PushReceived, messages.apply_wechat_push, label="处理订阅变更")


def _belongings() -> None:
    # A tier moves, a card is bought: the member is told, the gifts are given.
    subscribe(TierChanged, tiers.tell_tier_change, label="通知等级变更")
    subscribe(TierChanged, tiers.give_upgrade_gifts, label="发放升级礼")
    subscribe(TierLossAnnounced, tiers.tell_tier_loss, label="通知降级预告")
    subscribe(MembershipOpened, tiers.tell_card_opened, label="通知付费会员开通")
    subscribe(MembershipOpened, tiers.give_opening_gifts, label="发放开卡礼")

    # The wallet tells its member.
    subscribe(WalletChanged, wallet.tell_wallet_changed, label="通知余额变动")
    subscribe(GiftCardRedeemed, wallet.tell_gift_card_redeemed, label="通知礼品卡兑换成功")
