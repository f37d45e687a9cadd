"""Who stands behind which port: the synchronous way up."""

from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.accounts.ports import register as register_part
from members.messages.ports import register_kind
from members.wallet import notices as wallet_notices
from members.wallet.parts import WalletPart


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
    for filler in FILLERS:
        register_filler(filler)
    register_part(WalletPart())
    for kind in wallet_notices.KINDS:
        register_kind(kind)
