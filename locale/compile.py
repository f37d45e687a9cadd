"""Compile the Chinese catalogues: `python locale/compile.py` after editing a `.po` file.

Babel does what `manage.py compilemessages` would need GNU gettext for; the `.mo` files are committed, so that a machine
without either shows Chinese.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main() -> None:
    """Write a `.mo` beside every `.po`."""
    for source in sorted(Path(__file__).parent.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as texts, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(texts))


if __name__ == "__main__":
    main()
