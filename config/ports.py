"""Who stands behind which port: the synchronous way up."""

from kernel.idempotency.parts import IdempotencyPart
from kernel.media.parts import MediaPart
from mall.carts.parts import CartsPart
from mall.orders.parts import OrdersPart
from mall.payments.parts import PaymentsPart
from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.accounts.parts import AccountsPart
from members.accounts.ports import register as register_part

# What each room has of a member, bottom-up.
PARTS = (
    IdempotencyPart(),
    MediaPart(),
    AccountsPart(),
    PaymentsPart(),
    CartsPart(),
    OrdersPart(),
)


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
    for part in PARTS:
        register_part(part)
    for filler in FILLERS:
        register_filler(filler)
