"""The order desk: every action by its button, for those who may, and the page that shows what happened."""

import pytest
from django.test import Client
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR, FINANCE, OPERATOR, SERVICE, WAREHOUSE
from mall.freight.services import seed_default_template
from mall.fulfilment.models import Parcel
from mall.fulfilment.services import seed_carriers
from mall.orders import services
from mall.payments.gateways import GATEWAYS, ChannelUnavailable
from tests.factories.accounts import AddressFactory
from tests.factories.inventory import new_shelf
from tests.factories.staff import operator_with
from tests.mall.orders.steps import STELLA, Till, money_back, stock_of
from tests.mall.payments.channel import FakeChannel

pytestmark = pytest.mark.django_db
ACTIONS = {"ship": "发货", "cancel": "取消", "change_price": "改价", "refund": "退款", "remark": "备注"}


@pytest.fixture
def till(monkeypatch, alice):
    channel = FakeChannel()
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: channel)
    seed_default_template()
    seed_carriers()
    AddressFactory(member=alice, is_default=True)
    return Till(channel)


@pytest.fixture
def cup(db):
    return new_shelf(10)


@pytest.fixture
def paid(till, alice, cup):
    """Three cups, 30.00 and 12.00 freight."""
    return till.bought(alice, {cup: 3})


@pytest.fixture
def unpaid(till, alice, cup):
    return till.place(alice, {cup: 3})


def browser(operator):
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def desk(stella):
    return browser(stella)


def url(order, action="change"):
    return reverse(f"admin:mall_orders_order_{action}", args=[order.pk])


def act(client, order, action, **data):
    answer = client.post(url(order, action), data)
    order.refresh_from_db()
    return answer


def piece(order):
    return f"pieces_{order.lines.get().pk}"


def buttons(client, order):
    """Return the actions that the order's page offers."""
    page = client.get(url(order)).content.decode()
    return {action for action in ACTIONS if url(order, action) in page}


def test_the_page_shows_money_goods_and_timeline(desk, till, paid, cup):
    till.ship(paid, {paid.lines.get().pk: 1})
    till.refund(paid, {paid.lines.get().pk: 1})

    page = desk.get(url(paid)).content.decode()

    for shown in (
        "¥42.00",
        "¥12.00",
        "¥10.00",
        "待发货",
        "部分发货",
        "顺丰速运",
        "少发一件",
        "支付渠道",
        cup.sku.product.name,
    ):
        assert shown in page
    assert "13800138000" not in page


def test_the_list_opens_and_is_searched(desk, paid):
    page = desk.get(reverse("admin:mall_orders_order_changelist"), {"q": paid.number}).content.decode()

    assert paid.number in page
    assert "¥42.00" in page


def test_shipping_everything(desk, paid, cup):
    answer = act(desk, paid, "ship", carrier="sf", tracking_no="sf1234567890", **{piece(paid): 3})

    assert (answer.status_code, paid.status, stock_of(cup)) == (302, "shipped", (7, 0))
    assert Parcel.objects.get().tracking_no == "SF1234567890"


def test_shipping_a_part_then_the_rest(desk, paid, cup):
    act(desk, paid, "ship", carrier="sf", tracking_no="SF1234567890", **{piece(paid): 1})
    assert (paid.status, paid.fulfilment_state, stock_of(cup)) == ("to_ship", "partial", (9, 2))

    act(desk, paid, "ship", carrier="zto", tracking_no="ZT1234567890", **{piece(paid): 2})

    assert (paid.status, Parcel.objects.count(), stock_of(cup)) == ("shipped", 2, (7, 0))


@pytest.mark.parametrize(
    "typed",
    [
        {"carrier": "sf", "tracking_no": "SF1234567890", "count": 4},
        {"carrier": "sf", "tracking_no": "SF1234567890", "count": 0},
        {"carrier": "pigeon", "tracking_no": "SF1234567890", "count": 1},
        {"carrier": "sf", "tracking_no": "顺丰一二三四五", "count": 1},
        {"carrier": "sf", "tracking_no": "", "count": 1},
    ],
)
def test_what_cannot_be_shipped_is_a_page_to_correct(desk, paid, cup, typed):
    count = typed.pop("count")

    answer = act(desk, paid, "ship", **typed, **{piece(paid): count})

    assert (answer.status_code, paid.status, Parcel.objects.count(), stock_of(cup)) == (422, "to_ship", 0, (10, 3))


def test_cancelling_an_unpaid_order(desk, unpaid, cup):
    answer = act(desk, unpaid, "cancel", reason="客户电话要求")

    assert (answer.status_code, unpaid.status, stock_of(cup)) == (302, "cancelled", (10, 0))
    assert unpaid.events.get(after="cancelling").note == "客户电话要求"
    assert unpaid.events.get(after="cancelling").actor_kind == "operator"


def test_cancelling_a_paid_order_refunds_it(desk, paid, cup):
    act(desk, paid, "cancel", reason="缺货")

    assert (paid.status, money_back(paid), stock_of(cup)) == ("closed", 4200, (10, 0))


def test_cancelling_while_the_channel_does_not_answer_says_so(desk, till, unpaid):
    till.open(unpaid)
    till.channel.faults["close"] = ChannelUnavailable()

    answer = desk.post(url(unpaid, "cancel"), {"reason": "客户电话要求"}, follow=True)

    unpaid.refresh_from_db()
    assert unpaid.status == "cancelling"
    assert "订单取消中" in answer.content.decode()


def test_after_the_first_parcel_there_is_no_cancelling(desk, till, paid):
    till.ship(paid, {paid.lines.get().pk: 1})

    act(desk, paid, "cancel", reason="晚了")

    assert (paid.status, money_back(paid)) == ("to_ship", 0)
    assert "cancel" not in buttons(desk, paid)


def test_changing_the_price(desk, unpaid):
    answer = act(desk, unpaid, "change_price", goods_fen="20.50", note="老客户")

    assert (answer.status_code, unpaid.payable_fen) == (302, 3250)
    assert unpaid.events.get(kind="repriced").note == "应付 42.00 改为 32.50：老客户"


@pytest.mark.parametrize("amount", ["30.01", "-1", "1.005", "十元", ""])
def test_a_price_that_cannot_be_is_a_page_to_correct(desk, till, unpaid, amount):
    till.open(unpaid)

    answer = act(desk, unpaid, "change_price", goods_fen=amount, note="老客户")

    assert (answer.status_code, unpaid.payable_fen, till.channel.names()) == (422, 4200, ["prepay"])


def test_refunding_a_piece(desk, paid, cup):
    answer = act(desk, paid, "refund", reason="少一件", **{piece(paid): 1})

    assert (answer.status_code, money_back(paid), paid.status, stock_of(cup)) == (302, 1000, "to_ship", (10, 2))


def test_refunding_the_freight_alone(desk, paid):
    act(desk, paid, "refund", reason="补偿运费", with_freight="on")

    assert (money_back(paid), paid.status) == (1200, "to_ship")


@pytest.mark.parametrize("count", [4, 0, -1])
def test_a_refund_that_cannot_be_is_a_page_to_correct(desk, paid, count):
    answer = act(desk, paid, "refund", reason="多退", **{piece(paid): count})

    assert (answer.status_code, money_back(paid), paid.refunds.count()) == (422, 0, 0)


def test_a_remark(desk, paid):
    act(desk, paid, "remark", text="客户要求周末送")

    assert paid.operator_remark == "客户要求周末送"


def test_every_act_and_every_refusal_is_in_the_log(desk, paid, stella):
    act(desk, paid, "remark", text="周末送")
    act(desk, paid, "refund", reason="少一件", **{piece(paid): 1})

    rows = AuditEntry.objects.filter(target=f"mall_orders.order:{paid.pk}").order_by("pk")
    assert [(row.action.rpartition(".")[2], row.actor_id) for row in rows] == [
        ("remark", stella.pk),
        ("refund", stella.pk),
    ]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (OPERATOR, {"ship", "cancel", "remark"}),
        (SERVICE, {"cancel", "refund", "remark"}),
        (WAREHOUSE, {"ship", "remark"}),
        (FINANCE, {"refund"}),
        (AUDITOR, set()),
    ],
)
def test_a_role_sees_its_buttons_for_a_paid_order_and_no_others(paid, role, may):
    client = browser(operator_with(role))

    assert buttons(client, paid) == may
    # An operator may change prices, but not of a paid order: sent back to the page, not refused at the door.
    for action in set(ACTIONS) - may - ({"change_price"} if role is OPERATOR else set()):
        assert client.get(url(paid, action)).status_code == 403
        assert act(client, paid, action, reason="x", text="x", note="x", goods_fen="1").status_code == 403
    assert (paid.status, money_back(paid), paid.operator_remark) == ("to_ship", 0, "")


def test_only_an_operator_changes_prices(unpaid):
    may = {
        role.code
        for role in (OPERATOR, SERVICE, WAREHOUSE, FINANCE)
        if "change_price" in buttons(browser(operator_with(role)), unpaid)
    }

    assert may == {"operator"}


def test_buttons_follow_the_state(desk, till, paid, unpaid):
    assert buttons(desk, unpaid) == {"cancel", "change_price", "remark"}
    assert buttons(desk, paid) == {"ship", "cancel", "refund", "remark"}
    till.ship(paid)
    assert buttons(desk, paid) == {"refund", "remark"}
    services.cancel_order(order_id=unpaid.pk, actor=STELLA, at=clock.now())
    assert buttons(desk, unpaid) == {"remark"}


def test_nobody_edits_adds_or_deletes_an_order(desk, paid):
    assert desk.post(url(paid), {"payable_fen": 1}).status_code == 403
    assert desk.get(reverse("admin:mall_orders_order_add")).status_code == 403
    assert desk.post(url(paid, "delete"), {"post": "yes"}).status_code == 403
    paid.refresh_from_db()
    assert paid.payable_fen == 4200
