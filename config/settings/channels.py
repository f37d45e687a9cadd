"""WeChat, WeChat Pay and SMS: at the simulators in the demo; production refuses anything but the real hosts."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.paths import env
from config.settings.security import IS_PRODUCTION

WECHAT_REAL_BASE = "https://api.weixin.qq.com"
WECHATPAY_REAL_BASES = ("https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com")

WECHAT_API_BASE = env.str("WECHAT_API_BASE", default=WECHAT_REAL_BASE)
WECHAT_APPID = env.str("WECHAT_APPID", default="")
WECHAT_SECRET = env.str("WECHAT_SECRET", default="")
# The official account (公众号) beside the mini-program; both are bound to one open platform, or unionids differ.
WECHAT_OFFICIAL_APPID = env.str("WECHAT_OFFICIAL_APPID", default="")
WECHAT_OFFICIAL_SECRET = env.str("WECHAT_OFFICIAL_SECRET", default="")
# Which version of the mini-program a subscription message opens: formal, trial or developer.
WECHAT_MINIPROGRAM_STATE = env.str("WECHAT_MINIPROGRAM_STATE", default="formal")
WECHAT_PUSH_TOKEN = env.str("WECHAT_PUSH_TOKEN", default="")
WECHAT_PUSH_AES_KEY = env.str("WECHAT_PUSH_AES_KEY", default="")

WECHATPAY_BASE = env.str("WECHATPAY_BASE", default=WECHATPAY_REAL_BASES[0])
WECHATPAY_MCHID = env.str("WECHATPAY_MCHID", default="")
WECHATPAY_SERIAL = env.str("WECHATPAY_SERIAL", default="")
WECHATPAY_APIV3_KEY = env.str("WECHATPAY_APIV3_KEY", default="")
WECHATPAY_PUBLIC_KEY_ID = env.str("WECHATPAY_PUBLIC_KEY_ID", default="")


def _pem(name: str) -> str:
    """Return a PEM text given directly or by file."""
    file = env.str(f"{name}_FILE", default="")
    return Path(file).read_text(encoding="ascii") if file and Path(file).exists() else env.str(name, default="")


WECHATPAY_PRIVATE_KEY = _pem("WECHATPAY_PRIVATE_KEY")
WECHATPAY_PUBLIC_KEY = _pem("WECHATPAY_PUBLIC_KEY")

if IS_PRODUCTION and (WECHAT_API_BASE != WECHAT_REAL_BASE or WECHATPAY_BASE not in WECHATPAY_REAL_BASES):
    raise ImproperlyConfigured("production talks to the real WeChat hosts only")

# How SMS leave: `console` writes them to the log, `http` hands them to a provider, empty sends none.
SMS_GATEWAY = env.str("SMS_GATEWAY", default="" if IS_PRODUCTION else "console")
SMS_URL = env.str("SMS_URL", default="")
SMS_KEY = env.str("SMS_KEY", default="")
SMS_SECRET = env.str("SMS_SECRET", default="")
SMS_SIGN = env.str("SMS_SIGN", default="")

if SMS_GATEWAY not in ("", "console", "http"):
    raise ImproperlyConfigured("SMS_GATEWAY is console, http or empty")
if SMS_GATEWAY == "http" and not (SMS_URL and SMS_KEY and SMS_SECRET):
    raise ImproperlyConfigured("SMS_GATEWAY=http needs SMS_URL, SMS_KEY and SMS_SECRET")
if IS_PRODUCTION and (SMS_GATEWAY == "console" or (SMS_GATEWAY == "http" and not SMS_URL.startswith("https://"))):
    raise ImproperlyConfigured("production sends SMS by an https gateway, or none")
