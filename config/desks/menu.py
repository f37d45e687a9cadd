"""The menu of the operators' site: by what operators do, not by room. A line shows when its page may be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse_lazy

# (group, ((title, model, icon), ...)); icons are names of Material Symbols.
MENU: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "交易",
        (
            ("订单", "mall_orders.order", "receipt_long"),
            ("包裹", "mall_fulfilment.parcel", "local_shipping"),
            ("快递公司", "mall_fulfilment.carrier", "delivery_truck_speed"),
            ("运费模板", "mall_freight.freighttemplate", "request_quote"),
        ),
    ),
    (
        "商品",
        (
            ("商品", "mall_catalog.product", "inventory_2"),
            ("分类", "mall_catalog.category", "account_tree"),
            ("品牌", "mall_catalog.brand", "sell"),
            ("人群价", "mall_catalog.audienceprice", "price_change"),
            ("评价", "mall_reviews.review", "reviews"),
            ("商品评分", "mall_reviews.ratingsummary", "star_rate"),
            ("库存", "mall_inventory.stockitem", "warehouse"),
            ("库存流水", "mall_inventory.stockmovement", "swap_vert"),
            ("搜索热词", "mall_catalog.hotword", "whatshot"),
            ("搜索统计", "mall_catalog.searchcount", "manage_search"),
        ),
    ),
    (
        "会员",
        (
            ("会员", "members_accounts.member", "group"),
            ("积分账户", "members_points.purse", "loyalty"),
            ("积分调整", "members_points.adjustment", "exposure"),
            ("积分批量发放", "members_points.grantimport", "upload_file"),
            ("人群", "members_audiences.audience", "groups"),
            ("人群成员", "members_audiences.audiencemember", "person_check"),
            ("人群导入", "members_audiences.audienceimport", "upload_file"),
            ("会员合并", "members_accounts.mergecase", "merge"),
            ("会员画像", "members_portraits.portrait", "person_search"),
            ("画像字段", "members_portraits.portraitfield", "list_alt"),
            ("授权记录", "members_privacy.consent", "handshake"),
            ("个人信息副本", "members_privacy.dataexport", "folder_zip"),
            ("注销申请", "members_privacy.erasure", "person_remove"),
            ("个人信息访问记录", "members_accounts.personalaccess", "visibility"),
            ("行政区划", "members_regions.region", "map"),
        ),
    ),
    (
        "等级与付费会员",
        (
            ("等级与权益", "members_tiers.tier", "stairs"),
            ("会员的等级", "members_tiers.membertier", "military_tech"),
            ("等级变更", "members_tiers.tierevent", "timeline"),
            ("等级评定", "members_tiers.tierreview", "fact_check"),
            ("权益发放", "members_tiers.benefitgrant", "redeem"),
            ("付费会员", "members_tiers.membership", "card_membership"),
            ("付费会员方案", "mall_plans.plan", "workspace_premium"),
        ),
    ),
    (
        "积分与任务",
        (
            ("购物奖励", "mall_rewards.linereward", "loyalty"),
            ("积分活动", "mall_rewards.earningrule", "campaign"),
            ("积分商品", "mall_pointsmall.pointsitem", "featured_seasonal_and_gifts"),
            ("积分兑换记录", "mall_pointsmall.redemption", "history"),
            ("任务", "members_tasks.task", "task_alt"),
            ("任务进度", "members_tasks.taskprogress", "donut_large"),
            ("签到", "members_tasks.checkin", "event_available"),
            ("补签卡", "members_tasks.makeupcard", "confirmation_number"),
        ),
    ),
    (
        "钱包与礼品卡",
        (
            ("余额账户", "members_wallet.wallet", "account_balance_wallet"),
            ("余额流水", "members_wallet.walletentry", "format_list_bulleted"),
            ("余额调整", "members_wallet.adjustment", "exposure"),
            ("余额日报", "members_wallet.walletday", "calendar_month"),
            ("充值套餐", "mall_plans.topuppackage", "add_card"),
            ("会员与充值购买", "mall_plans.purchase", "shopping_bag"),
            ("礼品卡批次", "members_wallet.giftcardbatch", "redeem"),
            ("礼品卡", "members_wallet.giftcard", "card_giftcard"),
            ("卡密输错计数", "members_wallet.guesscount", "lock_clock"),
        ),
    ),
    (
        "消息",
        (
            ("消息模板", "members_messages.template", "edit_notifications"),
            ("发送记录", "members_messages.delivery", "outgoing_mail"),
            ("会员消息", "members_messages.message", "inbox"),
            ("微信订阅模板", "members_messages.wechattemplate", "checklist"),
            ("订阅次数", "members_messages.subscription", "notifications_active"),
        ),
    ),
    (
        "营销",
        (("首页版块", "mall_storefront.section", "view_carousel"),),
    ),
    (
        "财务",
        (
            ("付款单", "mall_payments.payment", "payments"),
            ("退款单", "mall_payments.refund", "currency_exchange"),
            ("资金异常", "mall_payments.paymentexception", "report"),
            ("渠道通知", "mall_payments.notification", "notifications"),
            ("账户", "members_ledger.account", "account_balance"),
            ("账务交易", "members_ledger.transaction", "menu_book"),
        ),
    ),
    (
        "系统",
        (
            ("运营设置", "kernel_options.storedoption", "tune"),
            ("员工", "kernel_staff.operator", "badge"),
            ("角色", "kernel_staff.rolegroup", "shield_person"),
            ("操作日志", "kernel_audit.auditentry", "history"),
            ("数据核对", "kernel_audit.verification", "verified"),
            ("业务事件", "kernel_outbox.storedfact", "bolt"),
            ("事件投递", "kernel_outbox.delivery", "outbox"),
            ("图片", "kernel_media.upload", "image"),
            ("微信推送", "kernel_wechat.pushreceipt", "sync_alt"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu this operator sees, as unfold reads it."""
    home = {"title": "", "items": [{"title": "工作台", "icon": "space_dashboard", "link": reverse_lazy("admin:index")}]}
    groups = [{"title": title, "items": _lines(request, lines)} for title, lines in MENU]
    return [home, *(group for group in groups if group["items"])]


def _lines(request: HttpRequest, lines: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    pages = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
    return [
        {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{label.replace('.', '_')}_changelist")}
        for title, label, icon in lines
        if label in pages and pages[label].has_view_or_change_permission(request)
    ]
