"""What a client needs to know before its first screen."""

from typing import Any

from mall.orders.options import EXTEND_BY_DAYS, PAY_WITHIN_MINUTES, RECEIVE_AFTER_DAYS
from mall.storefront.options import NOTICE, SERVICE_PHONE, SHOP_NAME
from members.messages.selectors import templates_by_scene


def shop_config() -> dict[str, Any]:
    """Return the public settings of the shop; no query while options and templates are warm."""
    return {
        "shop_name": SHOP_NAME.get(),
        "service_phone": SERVICE_PHONE.get(),
        "notice": NOTICE.get(),
        "payment_channels": ["wechat", "wallet"],
        "pay_within_minutes": PAY_WITHIN_MINUTES.get(),
        "receive_after_days": RECEIVE_AFTER_DAYS.get(),
        "extend_by_days": EXTEND_BY_DAYS.get(),
        "message_templates": templates_by_scene(),
    }
