"""What accounts knows of a member, as the member may read it."""

from typing import Any

from kernel import clock
from members.accounts.models import Address, Identity, Member, Session


def everything(member_id: int) -> dict[str, Any]:
    """Return the member's own rows under Chinese headings, as JSON values; no secrets of the house."""
    member = Member.objects.get(pk=member_id)
    return {
        "资料": {
            "会员号": member.number,
            "昵称": member.nickname,
            "头像": member.avatar_url,
            "性别": member.get_gender_display(),
            "生日": member.birthday_on.isoformat() if member.birthday_on else "",
            "手机号": member.phone,
            "注册时间": _shown(member.joined_at),
            "最近登录": _shown(member.last_seen_at),
            "首次支付": _shown(member.first_paid_at),
        },
        "登录身份": [
            {
                "渠道": identity.get_provider_display(),
                "应用": identity.appid,
                # The digest of a phone tells the member nothing.
                "标识": "" if identity.provider == Identity.Provider.PHONE else identity.subject,
                "关联时间": _shown(identity.linked_at),
            }
            for identity in Identity.objects.filter(member_id=member_id).order_by("id")
        ],
        "登录会话": [
            {"开始": _shown(session.started_at), "到期": _shown(session.expires_at), "撤销": _shown(session.revoked_at)}
            for session in Session.objects.filter(member_id=member_id).order_by("id")
        ],
        "收货地址": [
            {
                "收货人": address.name,
                "电话": address.phone,
                "地区": "".join(address.region_names),
                "详细地址": address.detail,
            }
            for address in Address.objects.owned_by(member_id).order_by("id")
        ],
    }


def _shown(moment: Any) -> str:
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="seconds") if moment else ""
