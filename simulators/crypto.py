"""The cryptography of WeChat and WeChat Pay, written from protocols.md with plain ``cryptography``."""

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

PUSH_BLOCK = 32


def request_message(method: str, target: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    """Lay out what a merchant signs (protocols.md 4.1): five lines, each ended by a newline."""
    return f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"


def answer_message(timestamp: str, nonce: str, body: bytes) -> bytes:
    """Lay out what WeChat Pay signs in answers and notifications (protocols.md 4.2)."""
    return f"{timestamp}\n{nonce}\n".encode() + body + b"\n"


def pay_sign_message(appid: str, timestamp: str, nonce: str, package: str) -> bytes:
    """Lay out what ``paySign`` covers (protocols.md 4.5)."""
    return f"{appid}\n{timestamp}\n{nonce}\n{package}\n".encode()


def rsa_sign(key: RSAPrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def rsa_verify(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def gcm_encrypt(key: str, nonce: str, associated_data: str, plaintext: bytes) -> str:
    """Encrypt a notification's resource (protocols.md 4.3): ciphertext and tag together, in base64."""
    return base64.b64encode(AESGCM(key.encode()).encrypt(nonce.encode(), plaintext, associated_data.encode())).decode()


def sorted_sha1(*parts: str) -> str:
    """Sign message pushes (protocols.md 1.7): SHA-1 of the sorted parts joined."""
    # The platform's own signature scheme; nothing here depends on SHA-1 being strong.
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - fixed by the protocol


def session_signature(session_key: str) -> str:
    """Sign ``checksession`` (protocols.md 1.1, V7b): HMAC-SHA256 of the empty message, keyed by the base64 text."""
    return hmac.new(session_key.encode(), b"", hashlib.sha256).hexdigest()


def raw_data_signature(raw_data: str, session_key: str) -> str:
    """Sign ``rawData`` (protocols.md 1.4, V7)."""
    return hashlib.sha1((raw_data + session_key).encode()).hexdigest()  # noqa: S324 - fixed by the protocol


def _cbc_encrypt(key: bytes, iv: bytes, plaintext: bytes, block: int) -> str:
    fill = block - len(plaintext) % block
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return base64.b64encode(encryptor.update(plaintext + bytes([fill]) * fill) + encryptor.finalize()).decode()


def encrypt_user_data(session_key: str, iv: str, plaintext: bytes) -> str:
    """Encrypt ``encryptedData`` (protocols.md 1.4, V6): AES-128-CBC with PKCS#7."""
    return _cbc_encrypt(base64.b64decode(session_key), base64.b64decode(iv), plaintext, 16)


def push_key(encoding_aes_key: str) -> bytes:
    return base64.b64decode(encoding_aes_key + "=")


def encrypt_push(encoding_aes_key: str, random: bytes, message: bytes, appid: str) -> str:
    """Encrypt a push in safe mode (protocols.md 1.7, V8c): the padding's block is 32 bytes, not 16."""
    key = push_key(encoding_aes_key)
    plaintext = random + len(message).to_bytes(4, "big") + message + appid.encode()
    return _cbc_encrypt(key, key[:16], plaintext, PUSH_BLOCK)
