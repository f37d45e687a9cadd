import pytest

from kernel.outbox.subscriptions import UnknownHandler, handler_named, subscribe, subscriptions_to
from tests.kernel.outbox import handlers
from tests.kernel.outbox.facts import ParcelDropped
from tests.kernel.outbox.neighbours.handlers import look_at_drop

DROPPED = "tests.kernel.outbox.parcel_dropped"


@pytest.mark.rule("12.4")
def test_who_reacts_is_known_by_dotted_name_and_room_in_order():
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelDropped, look_at_drop, outside_transaction=True)

    assert [(one.name, one.room, one.is_outside) for one in subscriptions_to(DROPPED)] == [
        ("tests.kernel.outbox.handlers.note_drop", "tests.kernel.outbox", False),
        ("tests.kernel.outbox.neighbours.handlers.look_at_drop", "tests.kernel.outbox.neighbours", True),
    ]


def test_a_handler_is_found_by_its_name():
    subscribe(ParcelDropped, handlers.note_drop)

    assert handler_named("tests.kernel.outbox.handlers.note_drop") is handlers.note_drop


def test_a_name_nobody_subscribes_is_named():
    with pytest.raises(UnknownHandler, match="gone"):
        handler_named("mall.gone.handlers.react")


def test_reacting_twice_to_one_fact_is_refused():
    subscribe(ParcelDropped, handlers.note_drop)

    with pytest.raises(ValueError, match="already"):
        subscribe(ParcelDropped, handlers.note_drop)

    assert len(subscriptions_to(DROPPED)) == 1


def test_a_handler_without_a_name_is_refused():
    with pytest.raises(ValueError, match="cannot be stored"):
        subscribe(ParcelDropped, lambda fact: None)

    assert subscriptions_to(DROPPED) == []


def test_a_handler_is_inside_or_outside_but_not_both(monkeypatch):
    subscribe(ParcelDropped, handlers.note_drop)

    with pytest.raises(ValueError, match="both"):
        subscribe(ParcelDropped, handlers.note_drop, outside_transaction=True)
