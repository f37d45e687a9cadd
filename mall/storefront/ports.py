"""The port through which rooms fill sections of the home page."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mall.storefront.models import Section


class SectionFiller(Protocol):
    """Stands behind one kind of section."""

    @property
    def kind(self) -> str: ...

    def fill(self, section: "Section", *, at: datetime) -> Sequence[dict[str, Any]]:
        """Return the items of the section as JSON values; constant queries."""


_fillers: dict[str, SectionFiller] = {}


def register_filler(filler: SectionFiller) -> None:
    """Put a filler behind its kind. Called by `config/ports.py`."""
    _fillers[filler.kind] = filler


def find_filler(kind: str) -> SectionFiller | None:
    return _fillers.get(kind)
