"""A shop in miniature: the merchant's side of the protocols, with wechatpayv3 and with bare hands."""

import functools
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import requests
from wechatpayv3 import WeChatPay, WeChatPayType

from simulators.crypto import pay_sign_message, request_message, rsa_sign
from simulators.deliveries import Answer, Parcel
from simulators.server import Simulators

PAY_URL = "https://shop.example.com/api/v1/notify/wechat/pay"
REFUND_URL = "https://shop.example.com/api/v1/notify/wechat/refund"
ALICE, CAROL = "oALICE00000000000000000000001", "oCAROL00000000000000000000003"
NUMBER = "20261121000000000001"
REFUND_NUMBER = "20261121900000000001"


@dataclass
class Inbox:
    """Takes notifications in place of the network; answers what is scripted, then 200."""

    answers: list[Answer] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)

    def __call__(self, parcel: Parcel) -> Answer:
        self.parcels.append(parcel)
        return self.answers.pop(0) if self.answers else Answer(200)

    def fail(self, times: int) -> None:
        self.answers += [Answer(500, '{"code":"FAIL"}')] * times

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(parcel.body) for parcel in self.parcels]


@functools.cache
def wxpay_for(simulators: Simulators) -> WeChatPay:
    """Return the merchant's client; reading its keys takes longer than most tests."""
    env, folder = simulators.env, simulators.config.folder
    wxpay = WeChatPay(
        wechatpay_type=WeChatPayType.MINIPROG,
        mchid=env["WECHATPAY_MCHID"],
        private_key=(folder / "merchant_private_key.pem").read_text(),
        cert_serial_no=env["WECHATPAY_SERIAL"],
        appid=env["WECHAT_APPID"],
        apiv3_key=env["WECHATPAY_APIV3_KEY"],
        timeout=(2, 2),
        public_key=(folder / "wechatpay_public_key.pem").read_text(),
        public_key_id=env["WECHATPAY_PUBLIC_KEY_ID"],
    )
    wxpay._core._gate_way = env["WECHATPAY_BASE"]
    return wxpay


@dataclass
class Shop:
    """The merchant whose keys the simulators made."""

    simulators: Simulators
    inbox: Inbox

    def __post_init__(self) -> None:
        self.wxpay = wxpay_for(self.simulators)

    def prepay(self, number: str = NUMBER, total: int = 100, **changes: Any) -> tuple[int, dict[str, Any]]:
        arguments = {
            "description": "测试商品",
            "out_trade_no": number,
            "amount": {"total": total, "currency": "CNY"},
            "payer": {"openid": ALICE},
            "notify_url": PAY_URL,
        }
        return decoded(self.wxpay.pay(**{**arguments, **changes}))

    def client_params(self, prepay_id: str) -> dict[str, str]:
        """What the mini-program hands to ``wx.requestPayment``."""
        appid, stamp, nonce = self.simulators.config.identity.appid, str(int(time.time())), secrets.token_hex(16)
        package = f"prepay_id={prepay_id}"
        message = pay_sign_message(appid, stamp, nonce, package)
        signature = rsa_sign(self.simulators.config.merchant_key, message)
        return {"timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": signature}

    def buy(self, number: str = NUMBER, total: int = 100, **changes: Any) -> dict[str, Any]:
        """Place an order and pay it as alice; the notification waits for ``run_due``."""
        _, answer = self.prepay(number, total, **changes)
        return self.simulators.pay(self.client_params(answer["prepay_id"]), ALICE)

    def query(self, number: str = NUMBER) -> tuple[int, dict[str, Any]]:
        return decoded(self.wxpay.query(out_trade_no=number))

    def refund(self, refund: int = 100, number: str = REFUND_NUMBER, **changes: Any) -> tuple[int, dict[str, Any]]:
        arguments = {
            "out_refund_no": number,
            "out_trade_no": NUMBER,
            "amount": {"refund": refund, "total": 100, "currency": "CNY"},
            "notify_url": REFUND_URL,
        }
        return decoded(self.wxpay.refund(**{**arguments, **changes}))

    def read(self, parcel: Parcel) -> Any:
        """Verify and decrypt a notification; None when its signature is wrong."""
        return self.wxpay.callback(headers=parcel.headers, body=parcel.body)

    def sim(self, path: str, body: Any = None, method: str = "POST") -> requests.Response:
        return requests.request(method, f"{self.simulators.url}/_sim/{path}", json=body, timeout=5)

    def wechat(self, path: str, query: dict[str, str] | None = None, body: Any = None) -> dict[str, Any]:
        """Call api.weixin.qq.com: GET without a body, POST with one."""
        method, url = ("GET" if body is None else "POST"), self.simulators.env["WECHAT_API_BASE"] + path
        answer = requests.request(method, url, params=query, json=body, timeout=5)
        assert answer.status_code == 200
        return dict(answer.json())

    def token(self) -> str:
        identity = self.simulators.config.identity
        body = {"grant_type": "client_credential", "appid": identity.appid, "secret": identity.secret}
        return str(self.wechat("/cgi-bin/stable_token", body=body)["access_token"])

    def signed(self, method: str, target: str, body: bytes = b"", **parts: str) -> requests.Response:
        """Send a request signed by hand; ``parts`` replace members of Authorization, also the signature."""
        identity = self.simulators.config.identity
        stamp = parts.pop("timestamp", str(int(time.time())))
        nonce = parts.pop("nonce_str", secrets.token_hex(16))
        message = request_message(method, target, stamp, nonce, body)
        members = {
            "mchid": identity.mchid,
            "nonce_str": nonce,
            "signature": rsa_sign(self.simulators.config.merchant_key, message),
            "timestamp": stamp,
            "serial_no": identity.merchant_serial,
            **parts,
        }
        scheme = "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{name}="{value}"' for name, value in members.items())
        headers = {"Authorization": scheme, "Accept": "application/json", "Content-Type": "application/json"}
        url = self.simulators.env["WECHATPAY_BASE"] + target
        return requests.request(method, url, data=body, headers=headers, timeout=5)


def decoded(answer: tuple[int, Any]) -> tuple[int, dict[str, Any]]:
    status, text = answer
    return status, json.loads(text) if text else {}
