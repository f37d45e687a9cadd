"""The tables of moves are closed: every state is in them, and ends are ends (rules 5.1, 5.6)."""

import pytest

from mall.payments.services.moving import IllegalPaymentMove, move_payment, move_refund
from mall.payments.states import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS, PaymentState, RefundState


@pytest.mark.rule("5.1")
def test_every_state_of_a_payment_is_in_the_table():
    assert set(PAYMENT_TRANSITIONS) == set(PaymentState)
    assert PAYMENT_TRANSITIONS[PaymentState.SUCCEEDED] == {}


@pytest.mark.rule("5.6")
def test_every_state_of_a_refund_is_in_the_table():
    assert set(REFUND_TRANSITIONS) == set(RefundState)
    assert REFUND_TRANSITIONS[RefundState.SUCCEEDED] == {}


@pytest.mark.rule("5.1")
@pytest.mark.django_db
@pytest.mark.parametrize("to", list(PaymentState))
def test_money_that_arrived_never_moves_back(paid, to):
    with pytest.raises(IllegalPaymentMove):
        move_payment(paid, to)

    paid.refresh_from_db()
    assert paid.state == "succeeded"


@pytest.mark.rule("5.6")
@pytest.mark.django_db
def test_a_refund_is_processing_before_it_ends(refund_of):
    refund = refund_of(3000)

    for to in (RefundState.SUCCEEDED, RefundState.FAILED):
        with pytest.raises(IllegalPaymentMove):
            move_refund(refund, to)
