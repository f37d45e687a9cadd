"""The port through which rooms fill sections of the home page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from mall.catalog.viewers import Viewer

if TYPE_CHECKING:
    from mall.storefront.models import Section


class SectionFiller(Protocol):
    """Stands behind one kind of section."""

    @property
    def kind(self) -> str: ...

    def fill(self, section: "Section", *, viewer: Viewer) -> Sequence[dict[str, Any]]:
        """Return what of the section this viewer sees, as JSON values; constant queries."""


_fillers: dict[str, SectionFiller] = {}


def register_filler(filler: SectionFiller) -> None:
    """Put a filler behind its kind. Called by `config/ports.py`."""
    _fillers[filler.kind] = filler


def find_filler(kind: str) -> SectionFiller | None:
    return _fillers.get(kind)
