"""What is for newcomers only: once across identities, one unpaid order at a time (rules 2.9)."""

from kernel.errors import Conflict
from mall.orders.models import Order
from mall.orders.states import UNPAID
from members.accounts.models import Member


class NotNewcomer(Conflict):
    code, title = "not_newcomer", "仅限尚未付过款的新会员"


class NewcomerOrderOpen(Conflict):
    code, title = "newcomer_order_open", "您已有一笔新人价订单待付款"


def check_newcomer(member: Member, *, is_for_newcomers: bool) -> None:
    """Let only newcomers have what is for them; the member's row is locked.

    :raises NotNewcomer: they have paid before. :raises NewcomerOrderOpen: another such order is still unpaid.
    """
    if not is_for_newcomers:
        return
    if not member.is_newcomer:
        raise NotNewcomer
    if Order.objects.filter(member_id=member.pk, is_for_newcomers=True, status__in=UNPAID).exists():
        raise NewcomerOrderOpen
