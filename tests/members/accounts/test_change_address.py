"""PUT me/addresses/{id}: only what is sent is changed; while there is any address, one is the default."""

import pytest

from members.accounts.models import Address
from tests.factories.accounts import AddressFactory, hangzhou

pytestmark = pytest.mark.django_db


def put(client, address, **change):
    return client.put(f"/api/v1/me/addresses/{address.pk}", change, format="json")


def defaults(member) -> list[int]:
    return list(Address.objects.owned_by(member.pk).filter(is_default=True).values_list("pk", flat=True))


def test_what_is_sent_is_changed_and_the_rest_stays(client_of, alice):
    address = AddressFactory(member=alice, name="爱丽丝", is_default=True, detail="文三路 1 号")

    response = put(client_of(alice), address, detail="文三路 2 号", phone="010-65529988")

    assert response.status_code == 200
    assert (response.json()["detail"], response.json()["phone"]) == ("文三路 2 号", "01065529988")
    assert (response.json()["name"], response.json()["is_default"]) == ("爱丽丝", True)


def test_a_new_region_brings_its_names(client_of, alice):
    hangzhou()
    address = AddressFactory(
        member=alice, region_code="110101", province_name="北京市", city_name="北京市", district_name="东城区"
    )

    response = put(client_of(alice), address, region_code="330106")

    assert response.json()["region_names"] == ["浙江省", "杭州市", "西湖区"]


def test_becoming_the_default_takes_it_from_the_other(client_of, alice):
    AddressFactory(member=alice, is_default=True)
    address = AddressFactory(member=alice)

    response = put(client_of(alice), address, is_default=True)

    assert response.json()["is_default"] is True
    assert defaults(alice) == [address.pk]


def test_being_the_default_already_changes_nothing(client_of, alice):
    address = AddressFactory(member=alice, is_default=True)
    AddressFactory(member=alice)

    put(client_of(alice), address, is_default=True)

    assert defaults(alice) == [address.pk]


def test_giving_the_default_up_hands_it_to_the_newest_other(client_of, alice):
    AddressFactory(member=alice)
    newest = AddressFactory(member=alice)
    address = AddressFactory(member=alice, is_default=True)

    response = put(client_of(alice), address, is_default=False)

    assert response.json()["is_default"] is False
    assert defaults(alice) == [newest.pk]


def test_the_only_address_stays_the_default(client_of, alice):
    address = AddressFactory(member=alice, is_default=True)

    response = put(client_of(alice), address, is_default=False)

    assert response.json()["is_default"] is True
    assert defaults(alice) == [address.pk]


def test_somebody_elses_address_is_not_there(client_of, alice, bob):
    address = AddressFactory(member=bob, name="鲍勃")

    response = put(client_of(alice), address, name="爱丽丝")

    address.refresh_from_db()
    assert response.status_code == 404
    assert response.json()["code"] == "address_not_found"
    assert address.name == "鲍勃"


@pytest.mark.parametrize("path", ["0", "-1", "abc", "1.5", "99999999999999999999"])
def test_what_is_no_id_is_not_there(client_of, alice, path):
    assert client_of(alice).put(f"/api/v1/me/addresses/{path}", {}, format="json").status_code == 404


def test_an_id_beyond_the_database_is_not_there(client_of, alice):
    assert client_of(alice).put("/api/v1/me/addresses/9999999999999999999", {}, format="json").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12345"}, "phone"),
        ({"region_code": "000000"}, "region_code"),
        ({"is_default": None}, "is_default"),
        ({"id": "1"}, "id"),
    ],
)
def test_bad_fields_are_named_and_nothing_is_changed(client_of, alice, change, field):
    address = AddressFactory(member=alice, is_default=True)
    before = Address.objects.values().get()

    response = put(client_of(alice), address, **change)

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert Address.objects.values().get() == before


def test_strangers_change_nothing(anonymous, alice):
    address = AddressFactory(member=alice, name="爱丽丝")

    response = put(anonymous, address, name="谁")

    address.refresh_from_db()
    assert response.status_code == 401
    assert address.name == "爱丽丝"
