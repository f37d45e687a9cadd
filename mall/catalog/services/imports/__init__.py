"""Bring a catalogue in from files."""

from mall.catalog.services.imports.report import Report, RowResult
from mall.catalog.services.imports.run import FILES, import_catalog
from mall.catalog.services.imports.sheets import MOST_ROWS, SHEET_COLUMNS, SheetImport, options_of_text

__all__ = [
    "FILES",
    "MOST_ROWS",
    "SHEET_COLUMNS",
    "Report",
    "RowResult",
    "SheetImport",
    "import_catalog",
    "options_of_text",
]
