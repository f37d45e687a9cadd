"""What the mini-program passes on for WeChat: encrypted data and signed raw data (protocols 1.4, vectors V6 and V7)."""

import base64
import binascii
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kernel.crypto import same
from kernel.errors import Invalid


class UserDataInvalid(Invalid):
    """Altered, encrypted with another session's key, or made for another app."""

    code, title = "wechat_user_data_invalid", "微信数据校验失败，请重新授权"


def decrypt_user_data(*, session_key: str, encrypted: str, iv: str, appid: str) -> dict[str, Any]:
    """Decrypt `encryptedData` (AES-128-CBC, PKCS#7) and check that it was made for our app.

    :raises UserDataInvalid: cannot be decrypted, or the watermark names another app.
    """
    try:
        cipher = Cipher(
            algorithms.AES128(base64.b64decode(session_key, validate=True)),
            modes.CBC(base64.b64decode(iv, validate=True)),
        )
        decryptor = cipher.decryptor()
        padded = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
        unpadder = padding.PKCS7(128).unpadder()
        data = json.loads(unpadder.update(padded) + unpadder.finalize())
    except (binascii.Error, ValueError) as error:
        raise UserDataInvalid from error
    watermark = data.get("watermark") if isinstance(data, dict) else None
    if not isinstance(watermark, dict) or watermark.get("appid") != appid:
        raise UserDataInvalid
    return dict(data)


def is_signed(*, raw_data: str, signature: str, session_key: str) -> bool:
    """Tell whether `rawData` was signed with the user's session key: SHA-1 over it and the key's base64 text."""
    return same(hashlib.sha1((raw_data + session_key).encode()).hexdigest(), signature)  # noqa: S324 - WeChat's own choice
