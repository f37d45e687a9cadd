"""Port `accounts.parts`: rooms stand behind it in their order, each once."""

import pytest

from members.accounts import ports


class Part:
    def __init__(self, name: str) -> None:
        self.name = name


@pytest.fixture(autouse=True)
def nobody_yet(monkeypatch):
    monkeypatch.setattr(ports, "_parts", {})


def test_parts_are_asked_in_the_order_of_their_registration():
    ledger, carts = Part("members.ledger"), Part("mall.carts")
    ports.register(ledger)
    ports.register(carts)

    assert list(ports.parts()) == [ledger, carts]


def test_a_name_stands_once():
    ports.register(Part("mall.carts"))

    with pytest.raises(ValueError, match=r"mall\.carts"):
        ports.register(Part("mall.carts"))
