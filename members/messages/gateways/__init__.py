"""The channels outside: WeChat's subscription messages and an SMS provider. Never called inside a transaction."""

from members.messages.gateways.outcomes import Outcome, Result
from members.messages.gateways.sms import SmsGateway, SmsMisconfigured, sms_gateway
from members.messages.gateways.wechat import FetchedTemplate, WechatMessage, fetch_templates, send_wechat

__all__ = [
    "FetchedTemplate",
    "Outcome",
    "Result",
    "SmsGateway",
    "SmsMisconfigured",
    "WechatMessage",
    "fetch_templates",
    "send_wechat",
    "sms_gateway",
]
