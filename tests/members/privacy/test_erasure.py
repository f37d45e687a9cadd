"""POST me/erasure: refused while anything is open, cooling off, then nothing is left that tells who it was."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.options.services import set_option
from kernel.outbox.models import StoredFact
from kernel.wechat.models import PushReceipt
from kernel.wechat.services import receive_push
from mall.orders.models import Order
from mall.orders.services import complete_order
from members.accounts import invariants
from members.accounts.models import Address, Identity, Member, Session
from members.accounts.services import undo_merge
from members.privacy import tasks
from members.privacy.invariants import CHECKS
from members.privacy.models import DataExport, Erasure
from members.privacy.services import ErasureRefused, request_erasure
from tests.mall.orders.conftest import channel, cup, home, till  # noqa: F401 - fixtures are found by their names
from tests.members.accounts.steps import STELLA, merged, with_phone

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/erasure"


def wait_out() -> None:
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        tasks.carry_out_erasures()


def broken() -> list[str]:
    return [line for _, check in (*CHECKS, *invariants.CHECKS) for line in check()]


@pytest.fixture
def done(till, alice, cup):  # noqa: F811 - the fixtures imported above
    """An order of alice's that is completed, to her address."""
    order = till.received(alice, {cup: 1})
    complete_order(order_id=order.pk, at=clock.now() + timedelta(days=8))
    order.refresh_from_db()
    return order


def test_nothing_is_erased_before_the_period_is_over(client_of, alice):
    client = client_of(alice)

    answer = client.post(URL)
    tasks.carry_out_erasures()

    assert (answer.status_code, answer.json()["state"], answer.json()["reasons"]) == (201, "cooling", [])
    assert client.get(URL).json()["erasure"]["due_at"] == answer.json()["due_at"]
    assert Member.objects.get(pk=alice.pk).state == "active"


def test_a_request_is_taken_back(client_of, alice):
    client = client_of(alice)
    client.post(URL)

    assert client.delete(URL).status_code == 204
    wait_out()

    assert Member.objects.get(pk=alice.pk).state == "active"
    assert client.get(URL).json() == {"erasure": None}
    assert (client.delete(URL).status_code, client.delete(URL).json()["code"]) == (404, "erasure_not_found")


def test_asking_twice_is_asking_once(client_of, alice):
    client = client_of(alice)

    assert client.post(URL).json()["due_at"] == client.post(URL).json()["due_at"]
    assert Erasure.objects.count() == 1


def test_money_and_goods_under_way_stand_against_it(client_of, till, alice, cup):  # noqa: F811 - as above
    order = till.bought(alice, {cup: 1})

    answer = client_of(alice).post(URL)

    assert (answer.status_code, answer.json()["code"]) == (409, "erasure_refused")
    assert answer.json()["reasons"] == [f"订单 {order.number} 待发货，尚未完成"]
    assert not Erasure.objects.exists()


def test_what_came_up_meanwhile_holds_it_up(client_of, till, alice, cup):  # noqa: F811 - as above
    client_of(alice).post(URL)
    order = till.bought(alice, {cup: 1})

    wait_out()

    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.reasons) == ("cooling", [f"订单 {order.number} 待发货，尚未完成"])
    assert Member.objects.get(pk=alice.pk).state == "active"


def test_nothing_is_left_but_the_skeleton(client_of, alice, done, deliver_pending):
    with_phone(alice, "13800138000")
    client = client_of(alice)
    client.post("/api/v1/me/data-exports")
    deliver_pending()
    client.post(URL)
    number, paid = done.number, done.payable_fen

    wait_out()

    order, alice_now = Order.objects.get(number=number), Member.objects.get(pk=alice.pk)
    assert (order.payable_fen, order.status, order.region_code) == (paid, "completed", "330106")
    assert (order.receiver_name, order.receiver_phone_cipher, order.address_detail) == ("", "", "")
    assert (alice_now.state, alice_now.nickname, alice_now.phone) == ("erased", "已注销会员", "")
    assert not Identity.objects.filter(member=alice).exists()
    assert not Address.objects.filter(member=alice).exists()
    assert not Session.objects.live().exists()
    assert (DataExport.objects.get().content_cipher, Erasure.objects.get().state) == ("", "done")
    assert client.get("/api/v1/me").status_code == 401
    assert broken() == []
    assert StoredFact.objects.filter(name="members.privacy.personal_data_erased").count() == 1


def test_what_wechat_pushed_about_the_member_is_emptied(client_of, alice, bob):
    for openid in ("openid-of-alice", "openid-of-bob"):
        receive_push(message={"FromUserName": openid, "MsgType": "text", "Content": "我是林晓"}, at=clock.now())
    client_of(alice).post(URL)

    wait_out()

    assert [receipt.message.get("FromUserName") for receipt in PushReceipt.objects.order_by("id")] == [
        None,
        "openid-of-bob",
    ]


@pytest.mark.parametrize("left", ["receiver_name", "address_detail", "remark"])
def test_an_order_that_tells_who_it_was_for_is_named(client_of, alice, done, left):
    client_of(alice).post(URL)
    wait_out()
    Order.objects.filter(pk=done.pk).update(**{left: "林晓"})

    trace = f"订单 {done.number} 的收货信息"
    assert broken() == [f"会员 {alice.pk}：已注销，但仍留有可识别本人的信息（{trace}）"]


def test_whoever_was_merged_into_the_member_is_gone_too(client_of, alice, bob):
    Member.objects.filter(pk=bob.pk).update(birthday_on="1990-01-02")
    case = merged(bob, alice)
    client_of(alice).post(URL)

    wait_out()

    assert Member.objects.get(pk=bob.pk).nickname == "已注销会员"
    assert broken() == []
    with pytest.raises(Exception, match="保留方已注销"):
        undo_merge(case_id=case.pk, reason="", actor=STELLA, at=clock.now())


def test_without_a_period_it_happens_at_once(client_of, alice, stella):
    set_option(name="members.privacy.erasure_cooling_days", value=0, operator_id=stella.pk)

    answer = client_of(alice).post(URL)

    assert answer.json()["state"] == "done"
    assert Member.objects.get(pk=alice.pk).state == "erased"


def test_somebody_who_is_about_to_be_merged_waits(alice, bob, till, cup):  # noqa: F811 - as above
    till.place(alice, {cup: 1})
    merged(alice, bob)

    with pytest.raises(ErasureRefused) as refusal:
        request_erasure(member_id=alice.pk, at=clock.now())

    assert refusal.value.extra["reasons"][0] == "正在与另一个会员合并，请稍后再试"


def test_a_request_about_one_half_ends_with_the_merge_and_is_back_after_it(client_of, alice, bob):
    client_of(bob).post(URL)

    case = merged(bob, alice)
    assert Erasure.objects.get().state == "cancelled"
    undo_merge(case_id=case.pk, reason="两个人", actor=STELLA, at=clock.now())

    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.member) == ("cooling", bob)


def test_planted_violations_are_seen(alice, bob):
    Member.objects.filter(pk=alice.pk).update(state="erased")
    at = clock.now()
    Erasure.objects.create(member=bob, state="done", requested_at=at, due_at=at, ended_at=at)
    DataExport.objects.create(
        member=bob, state="ready", requested_at=at, ready_at=at, expires_at=at - timedelta(days=1), content_cipher="x"
    )

    said = [line for _, check in CHECKS for line in check()]

    assert said == [
        f"会员 {alice.pk}：已注销，但没有已执行的注销申请",
        f"注销申请 {Erasure.objects.get().pk}：已执行，但会员 {bob.pk} 仍在",
        f"个人信息副本 {DataExport.objects.get().pk}：已过期，但内容仍在",
    ]


def test_strangers_erase_nobody(anonymous, db):
    assert (anonymous.post(URL).status_code, anonymous.delete(URL).status_code) == (401, 401)
