"""What a member is asked to agree to, and which text is the present one."""

from dataclasses import dataclass

from kernel.options.kinds import Text
from members.privacy.options import MARKETING_VERSION, POLICY_VERSION, PORTRAIT_VERSION


@dataclass(frozen=True)
class Purpose:
    """`version` is the operator's setting: a new text asks everybody again."""

    code: str
    label: str
    version: Text


POLICY = Purpose("privacy_policy", "隐私政策", POLICY_VERSION)
MARKETING = Purpose("marketing", "接收营销信息", MARKETING_VERSION)
PORTRAIT = Purpose("portrait", "使用个性化信息", PORTRAIT_VERSION)
PURPOSES = {purpose.code: purpose for purpose in (POLICY, MARKETING, PORTRAIT)}
CHOICES = [(purpose.code, purpose.label) for purpose in PURPOSES.values()]
