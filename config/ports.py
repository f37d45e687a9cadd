"""Who stands behind which port: the synchronous way up."""

from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.accounts import ports as accounts
from members.messages.ports import register_kind
from members.points.notices import KINDS as POINTS_KINDS
from members.points.parts import PointsPart


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
    for filler in FILLERS:
        register_filler(filler)
    accounts.register(PointsPart())
    for kind in POINTS_KINDS:
        register_kind(kind)
