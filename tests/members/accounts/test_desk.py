"""The members' page of the operators' site: masked phones, bans with a reason, nothing to type over."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEntry
from kernel.crypto import encrypt
from members.accounts import phones
from members.accounts.models import Member
from members.accounts.services import ban_member, open_session
from tests.factories.accounts import AddressFactory, MemberFactory, hangzhou

pytestmark = pytest.mark.django_db
LIST = "/admin/members_accounts/member/"


@pytest.fixture
def desk(client, stella):
    client.force_login(stella)
    return client


@pytest.fixture
def service_desk(client):
    operator = get_user_model().objects.create_user(
        username="simon", password="x" * 20, display_name="Simon", is_staff=True
    )
    operator.groups.add(Group.objects.get(name="客服"))
    client.force_login(operator)
    return client


def with_phone(member: Member, phone: str) -> Member:
    member.phone_cipher, member.phone_digest = encrypt(phone), phones.digest(phone)
    member.save()
    return member


def act(client, member: Member, action: str, **data):
    return client.post(reverse(f"admin:members_accounts_member_{action}", args=[member.pk]), data)


def test_the_list_shows_masked_phones_only(desk, alice):
    with_phone(alice, "13800138000")

    page = desk.get(LIST).content.decode()

    assert "138****8000" in page
    assert "13800138000" not in page
    assert alice.number in page


@pytest.mark.parametrize("typed", ["13800138000", "+86 138 0013 8000", "alice"])
def test_a_member_is_found_by_whole_phone_or_nickname(desk, alice, bob, typed):
    with_phone(alice, "13800138000")
    with_phone(bob, "13900139000")

    page = desk.get(LIST, {"q": typed}).content.decode()

    assert alice.number in page
    assert bob.number not in page


@pytest.mark.parametrize("digits", [20, 8])
def test_a_member_is_found_by_number(desk, alice, bob, digits):
    page = desk.get(LIST, {"q": alice.number[-digits:]}).content.decode()

    assert alice.number in page
    assert bob.number not in page


def test_the_page_shows_identities_addresses_and_sessions_without_secrets(desk, alice):
    with_phone(alice, "13800138000")
    AddressFactory(member=alice, name="收件的爱丽丝", receiver_phone="13900139000")
    open_session(member=alice, at=clock.now())

    page = desk.get(f"{LIST}{alice.pk}/change/").content.decode()

    for shown in ("138****8000", "139****9000", "收件的爱丽丝", "浙江省 杭州市 西湖区", "…-alice"):
        assert shown in page
    for hidden in ("13800138000", "13900139000", "openid-of-alice", alice.phone_digest, alice.phone_cipher):
        assert hidden not in page


def test_a_ban_goes_through_the_service_with_its_reason(desk, alice, client_of):
    member = client_of(alice)

    response = act(desk, alice, "ban", reason="恶意退款")

    alice.refresh_from_db()
    assert response.status_code == 302
    assert (alice.state, alice.ban_reason) == ("banned", "恶意退款")
    assert member.get("/api/v1/me").status_code == 401
    assert AuditEntry.objects.filter(label="停用").count() == 1


def test_a_ban_without_a_reason_is_not_carried_out(desk, alice):
    response = act(desk, alice, "ban", reason="")

    alice.refresh_from_db()
    assert response.status_code == 422
    assert alice.state == "active"


def test_a_ban_is_lifted_again(desk, alice):
    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())

    act(desk, alice, "lift", reason="误操作")

    alice.refresh_from_db()
    assert alice.state == "active"


def test_customer_service_reads_but_bans_nobody(service_desk, alice):
    response = act(service_desk, alice, "ban", reason="恶意退款")

    alice.refresh_from_db()
    assert service_desk.get(LIST).status_code == 200
    assert response.status_code == 403
    assert alice.state == "active"


def test_nothing_is_typed_over(desk, alice):
    response = desk.post(f"{LIST}{alice.pk}/change/", {"nickname": "谁"})

    alice.refresh_from_db()
    assert response.status_code == 403
    assert alice.nickname == "alice"
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{alice.pk}/delete/", {"post": "yes"}).status_code == 403


def test_members_open_no_door_of_the_desk(client_of, alice):
    response = client_of(alice).get(LIST)

    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_the_same_number_of_queries(desk, count, django_assert_max_num_queries):
    MemberFactory.create_batch(count)

    with django_assert_max_num_queries(9):
        desk.get(LIST)


def test_regions_are_found_by_name(desk):
    hangzhou()

    page = desk.get("/admin/members_regions/region/", {"q": "西湖"}).content.decode()

    assert "330106" in page
    assert "杭州市" not in page
