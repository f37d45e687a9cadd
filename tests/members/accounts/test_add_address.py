"""POST me/addresses: an address is added; the first one is the default."""

import pytest
from django.db import IntegrityError, transaction

from members.accounts.models import Address
from tests.factories.accounts import AddressFactory, RegionFactory, hangzhou

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/addresses"
BODY = {"name": "爱丽丝", "phone": "13800138000", "region_code": "330106", "detail": "文三路 1 号"}


@pytest.fixture(autouse=True)
def regions(db):
    hangzhou()


def add(client, **changed):
    return client.post(URL, {**BODY, **changed}, format="json")


def defaults(member) -> list[int]:
    return list(Address.objects.owned_by(member.pk).filter(is_default=True).values_list("pk", flat=True))


def test_an_address_is_added_with_the_names_of_its_region(client_of, alice):
    response = add(client_of(alice))

    address = Address.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(address.pk),
        **BODY,
        "region_names": ["浙江省", "杭州市", "西湖区"],
        "is_default": True,
    }
    assert address.member == alice


def test_the_phone_is_kept_encrypted_in_one_form(client_of, alice):
    response = add(client_of(alice), phone="+86 138-0013-8000")

    assert response.json()["phone"] == "13800138000"
    assert "13800138000" not in Address.objects.get().phone_cipher


def test_the_first_is_the_default_even_if_not_asked_for(client_of, alice):
    response = add(client_of(alice), is_default=False)

    assert response.json()["is_default"] is True


def test_the_second_is_not(client_of, alice):
    first = AddressFactory(member=alice, is_default=True)

    response = add(client_of(alice))

    assert response.json()["is_default"] is False
    assert defaults(alice) == [first.pk]


def test_a_new_default_replaces_the_older_of_the_same_member_only(client_of, alice, bob):
    AddressFactory(member=alice, is_default=True)
    bobs = AddressFactory(member=bob, is_default=True)

    response = add(client_of(alice), is_default=True)

    assert defaults(alice) == [int(response.json()["id"])]
    assert defaults(bob) == [bobs.pk]


@pytest.mark.parametrize("code", ["441900", "442000", "460400"])
def test_a_city_without_districts_is_its_own_district(client_of, alice, code):
    province = code[:2] + "0000"
    RegionFactory(level=1, code=province, name="省")
    RegionFactory(level=2, code=code, name="直辖", parent_code=province)
    RegionFactory(level=3, code=code, name="直辖", parent_code=code)

    response = add(client_of(alice), region_code=code)

    assert response.status_code == 201
    assert response.json()["region_names"] == ["省", "直辖", "直辖"]


@pytest.mark.parametrize("code", ["330100", "330000", "999999"])
def test_only_a_district_will_do(client_of, alice, code):
    response = add(client_of(alice), region_code=code)

    assert response.status_code == 422
    assert response.json()["code"] == "district_unknown"
    assert [error["field"] for error in response.json()["errors"]] == ["region_code"]
    assert Address.objects.count() == 0


@pytest.mark.parametrize("phone", ["12800138000", "1380013800", "hello", "13800138000;ext=1"])
def test_a_phone_that_reaches_nobody_is_refused(client_of, alice, phone):
    response = add(client_of(alice), phone=phone)

    assert response.status_code == 422
    assert response.json()["code"] == "receiver_phone_invalid"
    assert Address.objects.count() == 0


def test_twenty_are_enough(client_of, alice, bob):
    AddressFactory.create_batch(19, member=alice)
    AddressFactory.create_batch(5, member=bob)
    client = client_of(alice)

    answers = [add(client), add(client)]

    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "address_book_full"
    assert Address.objects.owned_by(alice.pk).count() == 20


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 33}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"phone": None}, "phone"),
        ({"phone": 13800138000}, "phone"),
        ({"region_code": "3301"}, "region_code"),
        ({"region_code": "3301067"}, "region_code"),
        ({"region_code": "３３０１０６"}, "region_code"),
        ({"detail": ""}, "detail"),
        ({"detail": "x" * 121}, "detail"),
        ({"is_default": "yes"}, "is_default"),
        ({"member_id": "1"}, "member_id"),
        ({"region_names": ["浙江省"]}, "region_names"),
    ],
)
def test_bad_fields_are_named(client_of, alice, changed, field):
    response = add(client_of(alice), **changed)

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert Address.objects.count() == 0


def test_an_empty_body_names_what_is_missing(client_of, alice):
    response = client_of(alice).post(URL, {}, format="json")

    assert [error["field"] for error in response.json()["errors"]] == ["name", "phone", "region_code", "detail"]


def test_strangers_add_nothing(anonymous):
    assert add(anonymous).status_code == 401
    assert Address.objects.count() == 0


def test_the_database_allows_one_default(alice):
    AddressFactory(member=alice, is_default=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        AddressFactory(member=alice, is_default=True)


def test_adding_takes_the_same_number_of_queries_however_many_there_are(
    client_of, alice, django_assert_max_num_queries
):
    AddressFactory.create_batch(15, member=alice)
    client = client_of(alice)

    with django_assert_max_num_queries(11):
        add(client, is_default=True)
