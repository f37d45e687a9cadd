"""Reactions to facts: one service call each, idempotent."""

from kernel import clock
from members.privacy import services
from members.privacy.facts import DataExportRequested


def build_requested_export(fact: DataExportRequested) -> None:
    """Build the copy a member has asked for."""
    services.build_export(export_id=fact.export_id, at=clock.now())
