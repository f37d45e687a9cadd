"""Make, keep and read the toy identity of one merchant and one mini-program."""

import json
import os
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

WECHAT_PREFIX = "/api.weixin.qq.com"
WECHATPAY_PREFIX = "/api.mch.weixin.qq.com"
SMS_PREFIX = "/sms.example.com"
IDENTITY_FILE = "identity.json"
MERCHANT_KEY_FILE = "merchant_private_key.pem"
PLATFORM_KEY_FILE = "wechatpay_private_key.pem"
PLATFORM_PUBLIC_FILE = "wechatpay_public_key.pem"
ENV_FILE = "simulators.env"


@dataclass(frozen=True)
class Identity:
    """What the consoles of WeChat and WeChat Pay would show this merchant."""

    appid: str
    secret: str
    original_id: str
    push_token: str
    push_aes_key: str
    mchid: str
    merchant_serial: str
    apiv3_key: str
    public_key_id: str
    sms_key: str
    sms_secret: str


@dataclass(frozen=True)
class Config:
    """The identity with its keys, and the folder they stand in."""

    identity: Identity
    merchant_key: RSAPrivateKey
    platform_key: RSAPrivateKey
    folder: Path

    @property
    def merchant_public_key(self) -> RSAPublicKey:
        return self.merchant_key.public_key()

    def env(self, base_url: str) -> dict[str, str]:
        """Return the product's settings for simulators listening at ``base_url``."""
        who = self.identity
        return {
            "WECHAT_API_BASE": base_url + WECHAT_PREFIX,
            "WECHAT_APPID": who.appid,
            "WECHAT_SECRET": who.secret,
            "WECHAT_PUSH_TOKEN": who.push_token,
            "WECHAT_PUSH_AES_KEY": who.push_aes_key,
            "WECHATPAY_BASE": base_url + WECHATPAY_PREFIX,
            "WECHATPAY_MCHID": who.mchid,
            "WECHATPAY_SERIAL": who.merchant_serial,
            "WECHATPAY_APIV3_KEY": who.apiv3_key,
            "WECHATPAY_PRIVATE_KEY_FILE": str(self.folder / MERCHANT_KEY_FILE),
            "WECHATPAY_PUBLIC_KEY_FILE": str(self.folder / PLATFORM_PUBLIC_FILE),
            "WECHATPAY_PUBLIC_KEY_ID": who.public_key_id,
            "SMS_GATEWAY": "http",
            "SMS_URL": base_url + SMS_PREFIX + "/send",
            "SMS_KEY": who.sms_key,
            "SMS_SECRET": who.sms_secret,
            "SMS_SIGN": "Siyu",
        }


def ensure_keys(folder: Path) -> Config:
    """Read the identity in ``folder``, making whatever is missing; what exists is kept."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    platform_key = _ensure_private_key(folder / PLATFORM_KEY_FILE)
    (folder / PLATFORM_PUBLIC_FILE).write_bytes(_public_pem(platform_key))
    return Config(
        identity=_ensure_identity(folder / IDENTITY_FILE),
        merchant_key=_ensure_private_key(folder / MERCHANT_KEY_FILE),
        platform_key=platform_key,
        folder=folder,
    )


def write_env(config: Config, base_url: str) -> Path:
    """Write the product's settings as KEY=VALUE lines."""
    path = config.folder / ENV_FILE
    path.write_text("".join(f"{name}={value}\n" for name, value in config.env(base_url).items()))
    path.chmod(0o600)
    return path


def _ensure_identity(path: Path) -> Identity:
    kept = json.loads(path.read_text()) if path.exists() else {}
    identity = Identity(**{**asdict(_new_identity()), **kept})
    if asdict(identity) != kept:
        path.write_text(json.dumps(asdict(identity), indent=2) + "\n")
        path.chmod(0o600)
    return identity


def _new_identity() -> Identity:
    return Identity(
        appid="wx" + secrets.token_hex(8),
        secret=secrets.token_hex(16),
        original_id="gh_" + secrets.token_hex(6),
        push_token=secrets.token_hex(12),
        push_aes_key=_new_encoding_aes_key(),
        mchid="19" + _random(string.digits, 8),
        merchant_serial=secrets.token_hex(20).upper(),
        apiv3_key=_random(string.ascii_letters + string.digits, 32),
        public_key_id="PUB_KEY_ID_01" + _random(string.digits, 26),
        sms_key="sms" + secrets.token_hex(6),
        sms_secret=secrets.token_hex(24),
    )


def _new_encoding_aes_key() -> str:
    # The last character carries only four bits, so it must be one that leaves the other two empty.
    return _random(string.ascii_letters + string.digits, 42) + secrets.choice("AEIMQUYcgkosw048")


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _ensure_private_key(path: Path) -> RSAPrivateKey:
    if not path.exists():
        new = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_private_pem(new))
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key")
    return key


def _private_pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_pem(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
