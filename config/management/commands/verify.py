"""Check everything that must never break, in one snapshot that blocks no writer (quality 1)."""

from collections.abc import Sequence

from config.invariants import INVARIANTS
from kernel.audit.verification import Check, VerifyCommand


class Command(VerifyCommand):
    help = "核对全站数据：逐项检查并列出不成立的行；有任何一项不成立时退出码为 1。"

    def checks(self) -> Sequence[Check]:
        return [Check(title, find) for title, find in INVARIANTS]
