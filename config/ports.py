"""Who stands behind which port: the synchronous way up."""

from mall.fulfilment import notices as fulfilment
from mall.orders import notices as orders
from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.accounts.ports import register
from members.messages.parts import MessagesPart
from members.messages.ports import register_kind

# What rooms have to say to members.
MESSAGE_KINDS = (*orders.KINDS, *fulfilment.KINDS)


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
    register(MessagesPart())
    for kind in MESSAGE_KINDS:
        register_kind(kind)
    for filler in FILLERS:
        register_filler(filler)
