"""How operators set the wallet, for the tests of a room."""

from collections.abc import Callable

import pytest

from kernel.options.services import set_option


@pytest.fixture
def setting(db: None, stella) -> Callable[[str, object], None]:  # type: ignore[no-untyped-def] # the cast
    """Set an option of the room by its last name."""

    def to(name: str, value: object) -> None:
        set_option(name=f"members.wallet.{name}", value=value, operator_id=stella.pk)

    return to
