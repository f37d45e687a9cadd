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
from mall.orders.ports import register_offer
from mall.pointsmall.offers import PointsMallOffer
from mall.pointsmall.parts import PointsMallPart
from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.accounts.ports import register as register_part
from members.messages.ports import register_kind
from members.wallet import notices as wallet_notices
from members.wallet.parts import WalletPart
from members.accounts import ports as accounts
from members.messages import ports as messages
from members.tasks import notices as tasks_notices
from members.tasks import ports as tasks
from members.tasks.giving import MakeUpCardGift
from members.tasks.parts import TasksPart
from members.tiers import notices as tiers_notices
from members.tiers.giving import GrowthGift
from members.tiers.parts import TiersPart


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
    register(MessagesPart())
    for kind in MESSAGE_KINDS:
        register_kind(kind)
    for filler in FILLERS:
        register_filler(filler)
    register_part(WalletPart())
    for kind in wallet_notices.KINDS:
        register_kind(kind)

    # What tasks give, in the order in which designers choose.
    tasks.register_reward(GrowthGift())
    tasks.register_reward(MakeUpCardGift())

    # What is sold otherwise than from the shelf.
    register_offer(PointsMallOffer())

    # Who owns something of a member, bottom-up.
    accounts.register(TiersPart())
    accounts.register(TasksPart())
    accounts.register(PointsMallPart())

    # Who has something to say.
    for kind in (*tiers_notices.KINDS, *tasks_notices.KINDS):
        messages.register_kind(kind)
