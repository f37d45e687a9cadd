"""Recompute the whole book and name each difference (rules 9.5)."""

from collections.abc import Sequence

from kernel.audit.verification import Check, VerifyCommand
from members.ledger.invariants import CHECKS


class Command(VerifyCommand):
    help = "核对总账：重新计算全部余额、分录与冻结，逐条列出差异；有差异时退出码为 1。"

    def checks(self) -> Sequence[Check]:
        return [Check(title, find) for title, find in CHECKS]
