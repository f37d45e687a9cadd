"""Who stands behind which port: the synchronous way up. One line for each."""

from functools import partial

from kernel.idempotency.parts import IdempotencyPart
from kernel.media.parts import MediaPart
from mall.carts.parts import CartsPart
from mall.fulfilment import notices as fulfilment_notices
from mall.orders import notices as orders_notices
from mall.orders.parts import OrdersPart
from mall.orders.ports import register_offer
from mall.payments.parts import PaymentsPart
from mall.plans.offers import TopUpOffer, VipPlanOffer
from mall.plans.parts import PlansPart
from mall.pointsmall.offers import PointsMallOffer
from mall.pointsmall.parts import PointsMallPart
from mall.reviews import notices as reviews_notices
from mall.reviews.parts import ReviewsPart
from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.accounts.parts import AccountsPart
from members.accounts.ports import register as register_part
from members.audiences.parts import AudiencesPart
from members.messages.parts import MessagesPart
from members.messages.ports import register_kind
from members.points import notices as points_notices
from members.points.giving import PointsGift
from members.points.kinds import Cause
from members.points.parts import PointsPart
from members.portraits.parts import PortraitsPart
from members.privacy.parts import PrivacyPart
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
    VipPlanOffer,
    TopUpOffer,
)

# What tiers give.
BENEFITS = (
    partial(PointsGift, Cause.TIER),
)  # fmt: skip

# What tasks give, in the order in which designers choose.
REWARDS = (
    PointsGift,
    GrowthGift,
    MakeUpCardGift,
)

# Who owns something of a member, bottom-up.
PARTS = (
    IdempotencyPart,
    MediaPart,
    AccountsPart,
    PrivacyPart,
    PortraitsPart,
    AudiencesPart,
    MessagesPart,
    PointsPart,
    WalletPart,
    TiersPart,
    TasksPart,
    PaymentsPart,
    CartsPart,
    OrdersPart,
    ReviewsPart,
    PointsMallPart,
    PlansPart,
)

# Who has something to say.
NOTICES = (
    points_notices.KINDS,
    wallet_notices.KINDS,
    tiers_notices.KINDS,
    tasks_notices.KINDS,
    orders_notices.KINDS,
    fulfilment_notices.KINDS,
    reviews_notices.KINDS,
)


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
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
