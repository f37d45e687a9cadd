"""Bring a catalogue in from files."""

from mall.catalog.services.imports.report import Report, RowResult
from mall.catalog.services.imports.run import FILES, import_catalog

__all__ = ["FILES", "Report", "RowResult", "import_catalog"]
