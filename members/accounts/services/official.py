"""Followers of the official account: known to the shop by unionid."""

from datetime import datetime

from django.conf import settings

from kernel.wechat import client
from kernel.wechat.models import PushReceipt
from members.accounts.models import Identity, MergeCase
from members.accounts.selectors import find_unionid_owner
from members.accounts.services.linking import link_identity

FOLLOWED = "subscribe"


def link_follower(*, receipt_id: int, at: datetime) -> MergeCase | None:
    """Link who follows the official account to the member of the same unionid; a stranger is left alone. Network.

    :raises WechatUnavailable: no usable answer; the push is kept and told again.
    """
    receipt = PushReceipt.objects.get(pk=receipt_id)
    openid = str(receipt.message.get("FromUserName", ""))
    channel = client.get_official_client()
    if receipt.event != FOLLOWED or channel is None or not openid:
        return None
    owner_id = find_unionid_owner(channel.follower_unionid(openid))
    if owner_id is None:
        return None
    official = Identity.Provider.WECHAT_OFFICIAL
    return link_identity(
        member_id=owner_id, provider=official, appid=settings.WECHAT_OFFICIAL_APPID, subject=openid, at=at
    )
