"""What operators may set about personal data."""

from kernel.options.registry import text, whole

POLICY_VERSION = text(
    "members.privacy.policy_version",
    "隐私政策版本",
    default="2026-01",
    maximum=20,
    help="修改后，会员须重新同意；以前的同意记录保留",
)
MARKETING_VERSION = text(
    "members.privacy.marketing_version", "营销信息授权书版本", default="2026-01", maximum=20, help="同上"
)
PORTRAIT_VERSION = text(
    "members.privacy.portrait_version", "个性化信息授权书版本", default="2026-01", maximum=20, help="同上"
)
COOLING_DAYS = whole(
    "members.privacy.erasure_cooling_days",
    "注销冷静期（天）",
    default=7,
    minimum=0,
    maximum=60,
    help="会员申请注销后多少天才执行，期间可撤回；0 为立即执行",
)
EXPORT_KEPT_DAYS = whole(
    "members.privacy.export_kept_days",
    "个人信息副本保留（天）",
    default=7,
    minimum=1,
    maximum=30,
    help="过期即删除内容",
)
EXPORT_EVERY_HOURS = whole(
    "members.privacy.export_every_hours", "两次导出个人信息的间隔（小时）", default=24, minimum=0, maximum=720
)
LINK_MINUTES = whole("members.privacy.export_link_minutes", "下载链接有效（分钟）", default=15, minimum=1, maximum=1440)
