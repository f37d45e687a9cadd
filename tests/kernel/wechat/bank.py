"""A bank that signs and encrypts like WeChat Pay, written with plain `cryptography` (protocols 4.2, 4.3)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import responses
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

GATEWAY = "https://api.mch.weixin.qq.com"
KEY_ID = "PUB_KEY_ID_0119000000012026"
APIV3_KEY = "0123456789abcdef0123456789abcdef"
STAMP = 1767225600


@dataclass(frozen=True)
class Bank:
    own: rsa.RSAPrivateKey
    merchant: rsa.RSAPrivateKey

    def settings(self) -> dict[str, str]:
        """Return what the shop's operator would set."""
        return {
            "WECHATPAY_BASE": GATEWAY,
            "WECHATPAY_MCHID": "1900000001",
            "WECHATPAY_SERIAL": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            "WECHATPAY_APIV3_KEY": APIV3_KEY,
            "WECHATPAY_PUBLIC_KEY_ID": KEY_ID,
            "WECHATPAY_PUBLIC_KEY": pem_of_public(self.own),
            "WECHATPAY_PRIVATE_KEY": pem_of_private(self.merchant),
        }

    def headers(self, body: str, *, stamp: int = STAMP, **changed: str) -> dict[str, str]:
        """Return the signature headers of an answer or a notification; `changed` replaces some, "" drops one."""
        message = f"{stamp}\nabcdefghijklmnopqrstuvwxyz012345\n{body}\n".encode()
        signature = self.own.sign(message, padding.PKCS1v15(), hashes.SHA256())
        headers = {
            "Wechatpay-Timestamp": str(stamp),
            "Wechatpay-Nonce": "abcdefghijklmnopqrstuvwxyz012345",
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": KEY_ID,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }
        headers.update({f"Wechatpay-{name.replace('_', '-').title()}": value for name, value in changed.items()})
        return {name: value for name, value in headers.items() if value}

    def answers(self, method: str, path: str, answer: Mapping[str, Any], *, status: int = 200) -> None:
        """Let the bank give a signed answer to a call."""
        body = json.dumps(answer, ensure_ascii=False)
        responses.add(
            method,
            GATEWAY + path,
            body=body.encode(),
            status=status,
            headers=self.headers(body),
            content_type="application/json; charset=utf-8",
        )

    def notification(self, sealed_resource: Any, **changed: Any) -> bytes:
        """Return the body of a notification."""
        sealed = AESGCM(APIV3_KEY.encode()).encrypt(
            b"fdasflkja484", json.dumps(sealed_resource).encode(), b"transaction"
        )
        body = {
            "id": "EV-2018022511223320873",
            "create_time": "2026-01-01T08:00:00+08:00",
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64.b64encode(sealed).decode(),
                "associated_data": "transaction",
                "nonce": "fdasflkja484",
            },
        }
        return json.dumps({**body, **changed}, ensure_ascii=False).encode()


def new_bank() -> Bank:
    """Return a bank with fresh toy keys."""
    return Bank(rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048))


def pem_of_public(key: rsa.RSAPrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def pem_of_private(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
