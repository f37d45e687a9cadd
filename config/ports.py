"""Who stands behind which port: the synchronous way up."""

from mall.fulfilment import notices as fulfilment
from mall.orders import notices as orders
from mall.reviews import notices as reviews_notices
from mall.reviews.parts import ReviewsPart
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
from members.points import notices as points_notices
from members.points.giving import PointsGift
from members.points.parts import PointsPart
from members.tasks import notices as tasks_notices
from members.tasks.giving import MakeUpCardGift
from members.tasks.parts import TasksPart
from members.tasks.ports import register_reward
from members.tiers import notices as tiers_notices
from members.tiers.giving import GrowthGift
from members.tiers.parts import TiersPart
from members.tiers.ports import register_benefit
from members.wallet import notices as wallet_notices
from members.wallet.parts import WalletPart

# What is sold otherwise than from the shelf.
OFFERS = (
    PointsMallOffer,
)  # fmt: skip

# What tiers give.
BENEFITS = (
    PointsGift,
)  # fmt: skip

# What tasks give, in the order in which designers choose.
REWARDS = (
    PointsGift,
    GrowthGift,
    MakeUpCardGift,
)

# Who owns something of a member, bottom-up.
PARTS = (
    PointsPart,
    WalletPart,
    TiersPart,
    TasksPart,
    PointsMallPart,
)

# Who has something to say.
NOTICES = (
    points_notices.KINDS,
    wallet_notices.KINDS,
    tiers_notices.KINDS,
    tasks_notices.KINDS,
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
    register(MessagesPart())
    for kind in MESSAGE_KINDS:
        register_kind(kind)
    for part in PARTS:
        register_part(part)
    for filler in FILLERS:
        register_filler(filler)
    for offer in OFFERS:
        register_offer(offer())
    for benefit in BENEFITS:
        register_benefit(benefit())
    for reward in REWARDS:
        register_reward(reward())
    for part in PARTS:
        register_part(part())
    for kinds in NOTICES:
        for kind in kinds:
            register_kind(kind)

    # What tasks give, in the order in which designers choose.
    tasks.register_reward(MakeUpCardGift())

    # Who owns something of a member, bottom-up.
    accounts.register(TasksPart())
    accounts.register(ReviewsPart())

    # Who has something to say.
    for kind in (*tasks_notices.KINDS, *reviews_notices.KINDS):
        messages.register_kind(kind)
