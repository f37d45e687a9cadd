"""Who stands behind which port: the synchronous way up."""

from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.messages.ports import register_kind
from members.tiers.notices import KINDS as TIER_NOTICES


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
    for filler in FILLERS:
        register_filler(filler)
    for kind in TIER_NOTICES:
        register_kind(kind)
