"""Bring a catalogue in from files."""

from mall.imports.services.report import Report, RowResult
from mall.imports.services.run import FILES, import_catalog
from mall.imports.services.sheets import MOST_ROWS, SHEET_COLUMNS, SheetImport

__all__ = [
    "FILES",
    "MOST_ROWS",
    "SHEET_COLUMNS",
    "Report",
    "RowResult",
    "SheetImport",
    "import_catalog",
]
