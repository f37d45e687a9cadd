"""The states of an import and the one table of legal moves."""

from typing import Final

from django.db import models


class ImportState(models.TextChoices):
    DRAFT = "draft", "待确认"
    APPLIED = "applied", "已执行"
    DROPPED = "dropped", "已作废"


# from -> to: what brings it about. A move that is not here does not exist.
TRANSITIONS: Final[dict[ImportState, dict[ImportState, str]]] = {
    ImportState.DRAFT: {ImportState.APPLIED: "确认", ImportState.DROPPED: "作废"},
    ImportState.APPLIED: {},
    ImportState.DROPPED: {},
}
