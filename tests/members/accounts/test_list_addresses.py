"""GET me/addresses: a member's own addresses, the default one first."""

import pytest

from tests.factories.accounts import AddressFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/addresses"


def test_the_default_comes_first_then_the_newest(client_of, alice):
    oldest = AddressFactory(member=alice)
    default = AddressFactory(member=alice, is_default=True)
    newest = AddressFactory(member=alice)

    response = client_of(alice).get(URL)

    assert response.status_code == 200
    assert [row["id"] for row in response.json()["results"]] == [str(a.pk) for a in (default, newest, oldest)]
    assert response.json()["next"] is None


def test_an_address_is_shown_whole_to_its_owner(client_of, alice):
    address = AddressFactory(
        member=alice, name="爱丽丝", receiver_phone="13800138000", detail="文三路 1 号", is_default=True
    )

    response = client_of(alice).get(URL)

    assert response.json()["results"] == [
        {
            "id": str(address.pk),
            "name": "爱丽丝",
            "phone": "13800138000",
            "region_code": "330106",
            "region_names": ["浙江省", "杭州市", "西湖区"],
            "detail": "文三路 1 号",
            "is_default": True,
        }
    ]


def test_other_members_addresses_are_not_there(client_of, alice, bob):
    AddressFactory(member=bob, is_default=True)

    assert client_of(alice).get(URL).json() == {"results": [], "next": None}


def test_pages_follow_each_other(client_of, alice):
    AddressFactory.create_batch(3, member=alice)
    client = client_of(alice)

    first = client.get(URL, {"limit": 2}).json()
    second = client.get(URL, {"limit": 2, "cursor": first["next"]}).json()

    assert len({row["id"] for row in first["results"] + second["results"]}) == 3
    assert second["next"] is None


def test_strangers_read_nothing(anonymous, db):
    response = anonymous.get(URL)

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"cursor": "x"}, {"member": "1"}])
def test_a_bad_query_is_refused(client_of, alice, query):
    assert client_of(alice).get(URL, query).status_code == 422


@pytest.mark.parametrize("count", [1, 20, 100])
def test_the_number_of_queries_is_constant(client_of, alice, count, django_assert_num_queries):
    AddressFactory.create_batch(count, member=alice)
    client = client_of(alice)

    with django_assert_num_queries(2):  # session with member, addresses
        client.get(URL, {"limit": 100})
