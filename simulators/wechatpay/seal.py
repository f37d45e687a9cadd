"""Both signatures of API v3: the merchant's on requests is checked, ours is put on answers (protocols.md 4.1, 4.2)."""

import re
import secrets

from simulators.clock import wire_seconds
from simulators.crypto import answer_message, request_message, rsa_sign, rsa_verify
from simulators.web import Request, Response
from simulators.wechatpay.errors import BAD_SIGNATURE, ILLEGAL, PayRefusal, request_id
from simulators.world import World

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH_SECONDS = 300
PARTS = {"mchid", "nonce_str", "signature", "timestamp", "serial_no"}


def check_request(world: World, request: Request) -> None:
    """Refuse what WeChat Pay would not let in: headers, merchant, serial, time, nonce, signature.

    :raises PayRefusal: SIGN_ERROR, or PARAM_ERROR for missing headers.
    """
    _check_headers(request)
    parts = _parse(request.header("Authorization"))
    who = world.config.identity
    if parts["mchid"] != who.mchid:
        raise _bad("商户号不存在")
    if parts["serial_no"].upper() != who.merchant_serial:
        raise _bad("商户API证书序列号有误")
    if not parts["timestamp"].isdigit() or abs(wire_seconds() - int(parts["timestamp"])) > FRESH_SECONDS:
        raise _bad("时间戳超出允许的5分钟范围")
    message = request_message(request.method, request.target, parts["timestamp"], parts["nonce_str"], request.body)
    if not rsa_verify(world.config.merchant_public_key, message, parts["signature"]):
        raise _bad("签名错误")
    _spend_nonce(world, parts["nonce_str"])


def _check_headers(request: Request) -> None:
    if not request.header("Accept") or not request.header("User-Agent"):
        raise PayRefusal("PARAM_ERROR", "HTTP头缺少Accept或User-Agent", ILLEGAL)
    if request.method == "POST" and not request.header("Content-Type").startswith("application/json"):
        raise PayRefusal("PARAM_ERROR", "HTTP头Content-Type必须是application/json", ILLEGAL)


def _parse(authorization: str) -> dict[str, str]:
    scheme, _, rest = authorization.partition(" ")
    if scheme != SCHEME:
        raise _bad("认证类型必须是" + SCHEME)
    parts = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    if set(parts) != PARTS:
        raise _bad("Authorization缺少参数或有多余参数")
    if not re.fullmatch(r"[0-9A-Za-z]{1,32}", parts["nonce_str"]):
        raise _bad("nonce_str格式有误")
    return parts


def _spend_nonce(world: World, nonce: str) -> None:
    now = wire_seconds()
    with world.lock:
        for old in [known for known, at in world.nonces.items() if abs(now - at) > 2 * FRESH_SECONDS]:
            del world.nonces[old]
        if nonce in world.nonces:
            raise _bad("请求重放")
        world.nonces[nonce] = now


def _bad(message: str) -> PayRefusal:
    return PayRefusal("SIGN_ERROR", message, BAD_SIGNATURE)


def seal_answer(world: World, response: Response, *, is_broken: bool = False) -> Response:
    """Sign an answer, also an empty one; ``is_broken`` makes the signature wrong but well-formed."""
    headers = {"Request-ID": request_id(), **response.headers, **signed_headers(world, response.body)}
    if is_broken:
        headers["Wechatpay-Signature"] = signed_headers(world, response.body + b"?")["Wechatpay-Signature"]
    return Response(response.status, response.body, headers)


def signed_headers(world: World, body: bytes, *, age_seconds: int = 0) -> dict[str, str]:
    """Return the five headers that vouch for a body."""
    timestamp, nonce = str(wire_seconds() - age_seconds), secrets.token_hex(16)
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": rsa_sign(world.config.platform_key, answer_message(timestamp, nonce, body)),
        "Wechatpay-Serial": world.config.identity.public_key_id,
        "Wechatpay-Signature-Type": SCHEME,
    }
