"""DELETE me/addresses/{id}: gone; if it was the default, the newest other one becomes it."""

import pytest

from members.accounts.models import Address
from tests.factories.accounts import AddressFactory

pytestmark = pytest.mark.django_db


def delete(client, address):
    return client.delete(f"/api/v1/me/addresses/{address.pk}")


def defaults(member) -> list[int]:
    return list(Address.objects.owned_by(member.pk).filter(is_default=True).values_list("pk", flat=True))


def test_the_address_is_gone_and_the_default_stays(client_of, alice):
    default = AddressFactory(member=alice, is_default=True)
    address = AddressFactory(member=alice)

    response = delete(client_of(alice), address)

    assert (response.status_code, response.content) == (204, b"")
    assert list(Address.objects.all()) == [default]
    assert defaults(alice) == [default.pk]


def test_removing_the_default_promotes_the_newest_of_the_same_member(client_of, alice, bob):
    default = AddressFactory(member=alice, is_default=True)
    AddressFactory(member=alice)
    newest = AddressFactory(member=alice)
    AddressFactory(member=bob)

    delete(client_of(alice), default)

    assert defaults(alice) == [newest.pk]
    assert defaults(bob) == []


def test_removing_the_last_leaves_none(client_of, alice):
    address = AddressFactory(member=alice, is_default=True)

    delete(client_of(alice), address)

    assert Address.objects.count() == 0


def test_removing_again_finds_nothing(client_of, alice):
    address = AddressFactory(member=alice, is_default=True)
    client = client_of(alice)
    delete(client, address)

    response = delete(client, address)

    assert response.status_code == 404
    assert response.json()["code"] == "address_not_found"


def test_somebody_elses_address_is_not_there(client_of, alice, bob):
    address = AddressFactory(member=bob, is_default=True)

    response = delete(client_of(alice), address)

    assert response.status_code == 404
    assert defaults(bob) == [address.pk]


def test_strangers_remove_nothing(anonymous, alice):
    address = AddressFactory(member=alice)

    assert delete(anonymous, address).status_code == 401
    assert Address.objects.count() == 1
