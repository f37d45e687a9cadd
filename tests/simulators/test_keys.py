"""Keys and the product's settings file."""

from pathlib import Path

from cryptography.hazmat.primitives import serialization

from simulators.__main__ import main
from simulators.keys import ensure_keys

NAMES = [
    "WECHAT_API_BASE",
    "WECHAT_APPID",
    "WECHAT_SECRET",
    "WECHAT_PUSH_TOKEN",
    "WECHAT_PUSH_AES_KEY",
    "WECHATPAY_BASE",
    "WECHATPAY_MCHID",
    "WECHATPAY_SERIAL",
    "WECHATPAY_APIV3_KEY",
    "WECHATPAY_PRIVATE_KEY_FILE",
    "WECHATPAY_PUBLIC_KEY_FILE",
    "WECHATPAY_PUBLIC_KEY_ID",
    "SMS_GATEWAY",
    "SMS_URL",
    "SMS_KEY",
    "SMS_SECRET",
    "SMS_SIGN",
]


def settings(folder: Path) -> dict[str, str]:
    lines = (folder / "simulators.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_keys_writes_every_setting_the_product_needs(tmp_path: Path) -> None:
    code = main(["keys", "--keys", str(tmp_path), "--port", "8901"])

    env = settings(tmp_path)
    assert code == 0
    assert list(env) == NAMES
    assert env["WECHATPAY_BASE"] == "http://127.0.0.1:8901/api.mch.weixin.qq.com"
    assert env["WECHAT_API_BASE"] == "http://127.0.0.1:8901/api.weixin.qq.com"


def test_the_values_have_the_platforms_shapes(tmp_path: Path) -> None:
    main(["keys", "--keys", str(tmp_path)])

    env = settings(tmp_path)
    assert len(env["WECHATPAY_APIV3_KEY"]) == 32
    assert len(env["WECHAT_PUSH_AES_KEY"]) == 43
    assert len(env["WECHATPAY_SERIAL"]) == 40
    assert env["WECHATPAY_PUBLIC_KEY_ID"].startswith("PUB_KEY_ID_")
    assert env["WECHAT_APPID"].startswith("wx")
    assert len(env["WECHAT_APPID"]) == 18


def test_making_keys_again_keeps_them_and_moves_only_the_port(tmp_path: Path) -> None:
    main(["keys", "--keys", str(tmp_path), "--port", "8901"])
    before = settings(tmp_path)
    key = Path(before["WECHATPAY_PRIVATE_KEY_FILE"]).read_bytes()

    main(["keys", "--keys", str(tmp_path), "--port", "8902"])

    after = settings(tmp_path)
    moved = {name for name in NAMES if before[name] != after[name]}
    assert moved == {"WECHAT_API_BASE", "WECHATPAY_BASE", "SMS_URL"}
    assert Path(after["WECHATPAY_PRIVATE_KEY_FILE"]).read_bytes() == key


def test_the_public_key_file_belongs_to_the_platforms_private_key(tmp_path: Path) -> None:
    config = ensure_keys(tmp_path)

    public = serialization.load_pem_public_key((tmp_path / "wechatpay_public_key.pem").read_bytes())

    assert public == config.platform_key.public_key()


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    main(["keys", "--keys", str(tmp_path)])

    for name in ("merchant_private_key.pem", "wechatpay_private_key.pem", "identity.json", "simulators.env"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
