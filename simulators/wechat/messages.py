"""Subscription messages: the templates of the console, what users allowed, what was sent (protocols.md 3.1)."""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from simulators.people import people
from simulators.store import Shelf
from simulators.web import Request, Response, json_response
from simulators.wechat.errors import WeChatRefusal
from simulators.wechat.message_fields import is_fit
from simulators.wechat.push import send_push
from simulators.wechat.reading import read_json, read_text
from simulators.wechat.security import judge
from simulators.wechat.tokens import check_token
from simulators.world import World

ONE_TIME, LONG_TERM = 2, 3
RESULTS = ("accept", "reject", "ban", "off")
KNOWN_FIELDS = {"touser", "template_id", "page", "data", "miniprogram_state", "lang"}


@dataclass
class MessageTemplate:
    """A template of the mini-program; ``fields`` maps a key to its label, ``choices`` an enum's key to its values."""

    template_id: str
    title: str
    fields: dict[str, str]
    type: int = ONE_TIME
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def content(self) -> str:
        return "".join(f"{label}:{{{{{key}.DATA}}}}\n" for key, label in self.fields.items())


@dataclass
class Allowance:
    """How many messages of one template a user still takes; a long-term one is taken while it is above 0."""

    left: int = 0
    is_banned: bool = False


@dataclass
class Sent:
    """A message that reached a user."""

    msgid: str
    openid: str
    template_id: str
    page: str
    values: dict[str, str]


# What this mini-program has picked from WeChat's library, so that a shop finds something to choose from.
LIBRARY = (
    MessageTemplate(
        "SIMorderPaid0000000000000000000000000000001",
        "订单支付成功通知",
        {"character_string1": "订单编号", "thing2": "商品名称", "amount3": "订单金额", "time4": "时间"},
    ),
    MessageTemplate(
        "SIMorderShipped00000000000000000000000000002",
        "订单发货通知",
        {"character_string1": "订单编号", "thing2": "商品名称", "thing3": "快递公司", "character_string4": "快递单号"},
    ),
    MessageTemplate(
        "SIMorderCancelled000000000000000000000000003",
        "订单取消通知",
        {"character_string1": "订单编号", "thing2": "商品名称", "time3": "时间"},
    ),
    MessageTemplate(
        "SIMrefundArrived000000000000000000000000004",
        "退款到账通知",
        {"character_string1": "订单编号", "amount2": "退款金额", "time3": "退款时间"},
    ),
    MessageTemplate(
        "SIMpointsEnding00000000000000000000000000005", "积分到期提醒", {"number1": "到期积分", "date2": "到期日"}
    ),
    MessageTemplate(
        "SIMtierChanged00000000000000000000000000006", "会员等级变更通知", {"thing1": "现等级", "thing2": "原因"}
    ),
    MessageTemplate(
        "SIMwalletChanged0000000000000000000000000007",
        "账户余额变动提醒",
        {"thing1": "变动金额", "amount2": "可用余额", "time3": "时间", "thing4": "变动原因"},
    ),
    MessageTemplate(
        "SIMservice00000000000000000000000000000008",
        "服务进度提醒",
        {"enum1": "进度", "thing2": "说明"},
        type=LONG_TERM,
        choices={"enum1": ["已受理", "处理中", "已完成"]},
    ),
)


def _allowances(world: World) -> Shelf[Allowance]:
    return Shelf(world.store, "allowance", Allowance)


def sent_messages(world: World) -> Shelf[Sent]:
    return Shelf(world.store, "sent_message", Sent)


def find_template(template_id: str) -> MessageTemplate | None:
    return next((each for each in LIBRARY if each.template_id == template_id), None)


def answer_request(world: World, *, openid: str, template_id: str, result: str = "accept") -> Allowance:
    """Let a user answer what ``wx.requestSubscribeMessage`` asks, or turn the template off in the settings.

    :raises ValueError: no such user, template or result.
    """
    if people(world).find(openid) is None or find_template(template_id) is None or result not in RESULTS:
        raise ValueError(f"no such user, template or result; results are {', '.join(RESULTS)}")
    with world.lock:
        key = f"{openid} {template_id}"
        allowance = _allowances(world).find(key) or Allowance()
        if result == "accept":
            allowance = Allowance(allowance.left + 1)
        elif result in {"ban", "off"}:
            allowance = Allowance(0, is_banned=result == "ban")
        _allowances(world).put(key, allowance)
    if result == "off":
        told = {"List": [{"TemplateId": template_id, "SubscribeStatusString": "reject"}]}
        send_push(world, "subscribe_msg_change_event", told, openid=openid, at=world.clock.now())
    return allowance


def list_templates(world: World, request: Request) -> Response:
    """Answer ``gettemplate``."""
    check_token(world, request)
    return json_response({"errcode": 0, "errmsg": "ok", "data": [_shown(each) for each in LIBRARY]})


def _shown(template: MessageTemplate) -> dict[str, Any]:
    shown = {"priTmplId": template.template_id, "title": template.title, "content": template.content}
    choices = [{"keywordCode": f"{key}.DATA", "enumValueList": values} for key, values in template.choices.items()]
    return {**shown, "example": "", "type": template.type, **({"keywordEnumValueList": choices} if choices else {})}


def send_message(world: World, request: Request) -> Response:
    """Send a subscription message: user, template, data and allowance are checked, one is used up."""
    check_token(world, request)
    body = read_json(request)
    unknown = set(body) - KNOWN_FIELDS
    if unknown:
        raise WeChatRefusal(47001, f"data format error: {sorted(unknown)}")
    openid = read_text(body, "touser", 128)
    if people(world).find(openid) is None:
        raise WeChatRefusal(40003)
    template = find_template(read_text(body, "template_id", 128))
    if template is None:
        raise WeChatRefusal(40037)
    page = read_text(body, "page", 1024, is_required=False)
    if "://" in page or page.startswith("/"):
        raise WeChatRefusal(41030)
    values = _checked_data(world, template, body.get("data"))
    _use_up(world, openid, template)
    sent = Sent(str(secrets.randbelow(10**18)), openid, template.template_id, page, values)
    sent_messages(world).put(sent.msgid, sent)
    return json_response({"errcode": 0, "errmsg": "ok", "msgid": sent.msgid})


def _checked_data(world: World, template: MessageTemplate, data: Any) -> dict[str, str]:
    if not isinstance(data, dict) or set(data) != set(template.fields):
        raise WeChatRefusal(47003, "argument invalid! data keys do not match the template")
    values: dict[str, str] = {}
    for key, held in data.items():
        value = held.get("value") if isinstance(held, dict) and set(held) == {"value"} else None
        if not isinstance(value, str) or not is_fit(key, value, template.choices.get(key)):
            raise WeChatRefusal(47003, f"argument invalid! data.{key}.value invalid")
        values[key] = value
    if judge(world, "\n".join(values.values()))[0].suggest == "risky":
        raise WeChatRefusal(45168)
    return values


def _use_up(world: World, openid: str, template: MessageTemplate) -> None:
    key = f"{openid} {template.template_id}"
    allowance = _allowances(world).find(key) or Allowance()
    if allowance.is_banned:
        raise WeChatRefusal(43107)
    if allowance.left < 1:
        raise WeChatRefusal(43101)
    if template.type == ONE_TIME:
        _allowances(world).put(key, Allowance(allowance.left - 1))


def show_messages(world: World, openid: str = "") -> list[dict[str, Any]]:
    """Return what reached users, oldest first."""
    return [asdict(sent) for _, sent in sent_messages(world).all() if openid in {"", sent.openid}]
