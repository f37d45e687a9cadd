"""The demo's messages: WeChat's templates read, a template for every kind, members who have said yes."""

from collections.abc import Mapping

from config.demo.people import PEOPLE
from config.demo.simulators import DemoSimulators
from kernel import clock
from members.accounts.models import Member
from members.messages.models import Subscription, Template, WechatTemplate
from members.messages.ports import MessageKind, kinds
from members.messages.services import answer_subscription, refresh_wechat_templates
from members.messages.tasks import send_due_deliveries

# kind: title of the WeChat template and where it is asked for; fields are filled by variables of the same label
WECHAT = {
    "order.paid": ("订单支付成功通知", Template.Scene.CHECKOUT),
    "order.parcel_shipped": ("订单发货通知", Template.Scene.CHECKOUT),
    "order.timed_out": ("订单取消通知", Template.Scene.CHECKOUT),
    "order.refund_arrived": ("退款到账通知", Template.Scene.REFUND),
    "points.ending": ("积分到期提醒", Template.Scene.POINTS),
    "tiers.up": ("会员等级变更通知", Template.Scene.MEMBERSHIP),
    "wallet.changed": ("账户余额变动提醒", Template.Scene.MEMBERSHIP),
}
SMS = {"order.parcel_shipped": "您的订单{number}已由{carrier}发出，运单号{tracking_no}。"}
# How many messages of each template a member has agreed to; carol was never asked.
AGREED = {"alice": 6, "bob": 2, "dave": 1}


def seed_messages(members: Mapping[str, Member], simulators: DemoSimulators) -> int:
    """Make a template for every kind and let members subscribe, unless it was done; return how many there are."""
    if not Template.objects.exists():
        refresh_wechat_templates(at=clock.now())
    known = set(Template.objects.values_list("kind", flat=True))
    Template.objects.bulk_create(_template(kind) for kind in kinds() if kind.code not in known)
    if not Subscription.objects.exists():
        _subscribe(members, simulators)
    return Template.objects.count()


def _template(kind: MessageKind) -> Template:
    title, scene = WECHAT.get(kind.code, ("", Template.Scene.NONE))
    source = WechatTemplate.objects.filter(title=title).first()
    by_label = {label: variable for variable, label in kind.variables.items()}
    fields = {row["key"]: by_label[row["label"]] for row in source.fields} if source else {}
    sms = SMS.get(kind.code, "")
    return Template(
        kind=kind.code,
        uses_wechat=source is not None,
        wechat_template=source,
        wechat_fields=fields,
        scene=scene,
        uses_sms=bool(sms),
        sms_text=sms,
    )


def _subscribe(members: Mapping[str, Member], simulators: DemoSimulators) -> None:
    """Say yes at WeChat, then tell the shop, as the mini-program does."""
    ids = list(Template.objects.filter(uses_wechat=True).values_list("wechat_template__template_id", flat=True))
    for person in PEOPLE:
        for template_id in ids * AGREED.get(person.key, 0):
            simulators.subscribe(person.openid, template_id)
            answer_subscription(
                member_id=members[person.key].pk, template_id=template_id, result="accept", at=clock.now()
            )


def send_what_waits() -> None:
    """Send what the demo's past nights have put off."""
    while send_due_deliveries():
        pass
