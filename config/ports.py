"""Who stands behind which port: the synchronous way up."""

from mall.storefront.ports import register_filler
from mall.storefront.selectors.home import FILLERS
from members.accounts import ports as accounts
from members.messages import ports as messages
from members.tasks import notices as tasks_notices
from members.tasks import ports as tasks
from members.tasks.giving import MakeUpCardGift
from members.tasks.parts import TasksPart
from members.wallet import notices as wallet_notices
from members.wallet.parts import WalletPart


def fill() -> None:
    """Fill the registries of the lower rooms. Called once, when every app is loaded."""
    for filler in FILLERS:
        register_filler(filler)

    # What tasks give, in the order in which designers choose.
    tasks.register_reward(MakeUpCardGift())

    # Who owns something of a member, bottom-up.
    accounts.register(WalletPart())
    accounts.register(TasksPart())

    # Who has something to say.
    for kind in (*wallet_notices.KINDS, *tasks_notices.KINDS):
        messages.register_kind(kind)
