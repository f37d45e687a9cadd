"""The member page: everything about a member on one screen, and only what the operator may read."""

import pytest
from django.urls import reverse

from kernel import clock
from kernel.staff.roles import AUDITOR, WAREHOUSE
from members.points.services import earn_pending, grant
from members.tiers.services import add_growth
from members.wallet.services import top_up
from tests.desks.pages import signed_in
from tests.factories.orders import placed, virtual_shelf
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(alice):
    """Alice with a little of everything."""
    at = clock.now()
    grant(member_id=alice.pk, points=1234, kind="campaign", key="gift", reference="", at=at)
    earn_pending(member_id=alice.pk, points=77, kind="purchase", key="line:1", reference="", at=at)
    top_up(member_id=alice.pk, principal_fen=50_000, bonus_fen=2_500, key="top", reference="T1", at=at)
    growth = {"kind": "purchase", "key": "line:1", "reference": "", "counts_on": clock.date_of(at)}
    add_growth(member_id=alice.pk, amount=2_500, at=at, **growth)
    placed(alice, virtual_shelf())
    return alice


def page(operator, member):
    address = reverse("admin:members_accounts_member_change", args=[member.pk])
    return signed_in(operator).get(address)


def test_everything_is_on_one_screen(stella, rich):
    text = page(stella, rich).content.decode()

    for shown in (
        "银卡",
        "成长值 2500",
        "1234",
        "待生效 77",
        "¥525.00",
        "本金 ¥500.00",
        "赠金 ¥25.00",
        "最近订单",
        "待付款",
    ):
        assert shown in text, shown


def test_the_timeline_is_newest_first(stella, rich):
    whats = [line.what for line in page(stella, rich).context["page"].timeline]

    assert whats[-1] == "加入会员"
    assert {"活动奖励", "充值"} & set(whats)


def test_an_auditor_reads_it(rich):
    assert page(operator_with(AUDITOR), rich).status_code == 200


def test_who_may_not_read_members_does_not(rich):
    assert page(operator_with(WAREHOUSE), rich).status_code in (302, 403)


def test_a_new_member_has_a_page_too(stella, bob):
    assert "还没有订单" in page(stella, bob).content.decode()


def test_nobody_is_not_found(stella):
    address = reverse("admin:members_accounts_member_change", args=[999_999])

    assert signed_in(stella).get(address).status_code == 302


def test_the_page_costs_the_same_however_long_the_history(stella, rich, django_assert_max_num_queries):
    for number in range(30):
        grant(member_id=rich.pk, points=1, kind="task", key=f"t{number}", reference="", at=clock.now())
    client = signed_in(stella)
    address = reverse("admin:members_accounts_member_change", args=[rich.pk])

    with django_assert_max_num_queries(45):
        client.get(address)
