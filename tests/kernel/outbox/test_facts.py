import pytest

from kernel.outbox.facts import UnknownFact, decode, known_names
from tests.kernel.outbox.facts import ParcelDropped


@pytest.mark.rule("12.3")
def test_a_fact_comes_back_as_it_was_published():
    fact = ParcelDropped(parcel_id=7, stops=(1, 2))

    assert decode("tests.kernel.outbox.parcel_dropped", {"parcel_id": 7, "stops": [1, 2]}) == fact


def test_a_field_the_class_no_longer_has_is_left_out():
    fact = decode("tests.kernel.outbox.parcel_dropped", {"parcel_id": 7, "colour": 3})

    assert fact == ParcelDropped(parcel_id=7)


def test_a_name_nobody_answers_to_is_named():
    with pytest.raises(UnknownFact, match="gone"):
        decode("tests.kernel.outbox.gone", {})

    assert "tests.kernel.outbox.gone" not in known_names()
