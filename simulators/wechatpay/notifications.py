"""Notifications of WeChat Pay: encrypted, signed, and spoiled to order (protocols.md 4.7)."""

import json
import secrets
from typing import Any

from simulators.clock import rfc3339
from simulators.crypto import answer_message, gcm_encrypt, rsa_sign
from simulators.deliveries import Answer, Delivery, Parcel, new_id
from simulators.notifier import dispatch
from simulators.wechatpay.models import Order, Refund
from simulators.wechatpay.seal import signed_headers
from simulators.world import Channel, World

MINUTE, HOUR = 60, 3600
RETRIES = (
    *(15.0, 15.0, 30.0),
    *(3.0 * MINUTE, 10.0 * MINUTE, 20.0 * MINUTE, 30.0 * MINUTE, 30.0 * MINUTE, 30.0 * MINUTE, 60.0 * MINUTE),
    *(3.0 * HOUR, 3.0 * HOUR, 3.0 * HOUR, 6.0 * HOUR, 6.0 * HOUR),
)
SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
}
UNKNOWN_SERIAL = "PUB_KEY_ID_0999999999999999999999999999"
SIGNTEST = "WECHATPAY/SIGNTEST/"


def notify_payment(world: World, order: Order, shown: dict[str, Any]) -> None:
    """Tell the merchant that an order was paid; the plaintext is what a query shows."""
    _notify(world, "TRANSACTION.SUCCESS", order.params["notify_url"], shown, order.paid_at)


def notify_refund(world: World, order: Order, refund: Refund, at: float) -> None:
    """Tell the merchant how a refund ended."""
    plaintext: dict[str, Any] = {
        "mchid": order.params["mchid"],
        "transaction_id": order.transaction_id,
        "out_trade_no": order.out_trade_no,
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "refund_status": refund.status,
        "user_received_account": "支付用户零钱",
        "amount": {
            "total": order.total_fen,
            "refund": refund.refund_fen,
            "payer_total": order.total_fen,
            "payer_refund": refund.refund_fen,
        },
    }
    if refund.success_at:
        plaintext["success_time"] = rfc3339(refund.success_at)
    _notify(world, f"REFUND.{refund.status}", refund.params["notify_url"], plaintext, at)


def _notify(world: World, event_type: str, url: str, plaintext: dict[str, Any], at: float) -> None:
    dispatch(world, Delivery(new_id("EV-"), "pay", url, event_type, plaintext, at))


def render(world: World, delivery: Delivery) -> Parcel:
    """Make the body and headers of one attempt, genuine or spoiled."""
    body = json.dumps(_envelope(world, delivery), ensure_ascii=False, separators=(",", ":")).encode()
    age = int(delivery.spoil_seconds) if delivery.next_spoil == "stale" else 0
    headers = signed_headers(world, body, age_seconds=age)
    headers |= _spoiled(world, delivery.next_spoil, headers, body)
    if delivery.next_spoil == "tampered":
        body = body.replace(delivery.id.encode(), new_id("EV-").encode())
    return Parcel(delivery.url, {"Content-Type": "application/json", "Accept": "*/*", **headers}, body)


def _envelope(world: World, delivery: Delivery) -> dict[str, Any]:
    original_type = "transaction" if delivery.event_type.startswith("TRANSACTION") else "refund"
    nonce = secrets.token_hex(6)
    plaintext = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":")).encode()
    return {
        "id": delivery.id,
        "create_time": rfc3339(delivery.created_at),
        "resource_type": "encrypt-resource",
        "event_type": delivery.event_type,
        "summary": SUMMARIES[delivery.event_type],
        "resource": {
            "original_type": original_type,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": gcm_encrypt(world.config.identity.apiv3_key, nonce, original_type, plaintext),
            "associated_data": original_type,
            "nonce": nonce,
        },
    }


def _spoiled(world: World, spoil: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
    signature = headers["Wechatpay-Signature"]
    if spoil == "signtest":
        return {"Wechatpay-Signature": SIGNTEST + signature[len(SIGNTEST) :]}
    if spoil == "wrong_serial":
        return {"Wechatpay-Serial": UNKNOWN_SERIAL}
    if spoil == "forged":
        message = answer_message(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], body)
        return {"Wechatpay-Signature": rsa_sign(world.config.merchant_key, message)}
    return {}


def accepts(answer: Answer) -> bool:
    return answer.status in {200, 204}


CHANNEL = Channel(render=render, accepts=accepts, retries=RETRIES)
