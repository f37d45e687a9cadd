"""The life of one redemption: taken with the order, given back when it is cancelled, used when it is paid."""

from typing import Final

from django.db import models


class RedemptionState(models.TextChoices):
    TAKEN = "taken", "已占用"
    USED = "used", "已兑换"
    GIVEN_BACK = "given_back", "已退回"


TRANSITIONS: Final = {
    RedemptionState.TAKEN: frozenset({RedemptionState.USED, RedemptionState.GIVEN_BACK}),
    RedemptionState.USED: frozenset({RedemptionState.GIVEN_BACK}),
    RedemptionState.GIVEN_BACK: frozenset[RedemptionState](),
}
