"""WeChat's subscription messages (protocols 3.1): send one, read the templates of the console."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kernel.wechat import client as wechat
from kernel.wechat.refusals import (
    WechatMisconfigured,
    WechatRefused,
    WechatTokenExpired,
    WechatTooFrequent,
    WechatUnavailable,
    WechatUnreachable,
)
from members.messages.gateways.outcomes import Outcome, Result

REFUSED_OR_USED_UP = 43101
CONCURRENT = 43108
LONG_TERM = 3
_FIELD = re.compile(r"^\s*(.*?)\s*[:：]?\s*\{\{\s*(\w+)\.DATA\s*\}\}", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class WechatMessage:
    openid: str
    template_id: str
    fields: Mapping[str, str]
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class FetchedTemplate:
    """A template as the console has it; `fields` in its order."""

    template_id: str
    title: str
    content: str
    is_long_term: bool
    fields: tuple[dict[str, Any], ...]


def send_wechat(message: WechatMessage) -> Outcome:
    """Hand a subscription message to WeChat. It knows no key that would make a repetition harmless."""
    api = wechat.get_client()
    try:
        api.access_token()
    except (WechatUnavailable, WechatRefused) as error:
        return Outcome(Result.BUSY, _said(error))
    body = {
        "touser": message.openid,
        "template_id": message.template_id,
        "page": message.page,
        "data": {key: {"value": value} for key, value in message.fields.items()},
        "miniprogram_state": settings.WECHAT_MINIPROGRAM_STATE,
        "lang": "zh_CN",
    }
    try:
        answer = api.call("/cgi-bin/message/subscribe/send", body=body)
    except WechatUnreachable as error:
        return Outcome(Result.BUSY, _said(error))
    except WechatUnavailable as error:
        return Outcome(Result.UNKNOWN, _said(error))
    except WechatRefused as refused:
        return _refusal(refused)
    return Outcome(Result.SENT, channel_id=str(answer.get("msgid", ""))[:64])


def _refusal(refused: WechatRefused) -> Outcome:
    if refused.errcode == REFUSED_OR_USED_UP:
        return Outcome(Result.NO_QUOTA, _said(refused))
    is_passing = isinstance(refused, WechatTooFrequent | WechatTokenExpired | WechatMisconfigured)
    is_passing = is_passing or refused.errcode == CONCURRENT
    return Outcome(Result.BUSY if is_passing else Result.REFUSED, _said(refused))


def _said(error: WechatUnavailable | WechatRefused) -> str:
    return str(error)[:200] if isinstance(error, WechatRefused) else error.code


def fetch_templates() -> list[FetchedTemplate]:
    """Read the subscription templates that the mini-program has.

    :raises WechatRefused: by errcode. :raises WechatUnavailable: no usable answer.
    """
    answer = wechat.get_client().call("/wxaapi/newtmpl/gettemplate", method="GET")
    rows = answer.get("data")
    if not isinstance(rows, list):
        raise WechatUnavailable
    return [_template(row) for row in rows if isinstance(row, dict) and row.get("priTmplId")]


def _template(row: Mapping[str, Any]) -> FetchedTemplate:
    content = str(row.get("content", ""))
    choices = {
        str(each.get("keywordCode", "")).removesuffix(".DATA"): [str(value) for value in each.get("enumValueList", [])]
        for each in row.get("keywordEnumValueList") or []
    }
    return FetchedTemplate(
        template_id=str(row["priTmplId"]),
        title=str(row.get("title", ""))[:64],
        content=content,
        is_long_term=row.get("type") == LONG_TERM,
        fields=tuple(
            {"key": key, "label": label or key, "choices": choices.get(key, [])}
            for label, key in _FIELD.findall(content)
        ),
    )
