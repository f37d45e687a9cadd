"""Refunds are promised in the caller's transaction and never exceed what arrived (rules 5.6)."""

import pytest
from django.db import IntegrityError, transaction

from mall.payments import services
from mall.payments.models import Payment, Refund
from mall.payments.selectors import unfinished_refunds
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.6")]


def test_a_refund_is_promised_and_sent_by_nobody_yet(channel, paid, refund_of, facts):
    channel.calls.clear()

    refund = refund_of(3000)

    paid.refresh_from_db()
    assert (refund.state, refund.amount_fen, refund.kind) == ("created", 3000, "order")
    assert paid.refunded_fen == 3000
    assert facts("refund_created") == [{"payment_id": paid.pk, "refund_id": refund.pk}]
    assert channel.calls == []


def test_parts_add_up_to_the_whole_and_no_further(paid, refund_of):
    refund_of(3000)
    refund_of(6900)

    with pytest.raises(services.RefundExceedsPayment):
        refund_of(1)

    paid.refresh_from_db()
    assert (paid.refunded_fen, Refund.objects.count()) == (9900, 2)
    assert paid.refundable_fen == 0


@pytest.mark.parametrize("amount_fen", [0, -1, 9901])
def test_an_impossible_amount_is_refused(paid, refund_of, amount_fen):
    with pytest.raises(services.RefundExceedsPayment):
        refund_of(amount_fen)

    assert not Refund.objects.exists()


def test_unpaid_money_cannot_go_back(pending):
    with pytest.raises(services.RefundExceedsPayment):
        services.create_refund(payment_id=pending.pk, amount_fen=1, reason="", order_refund_id=5, at=NOW)


def test_money_that_went_back_as_excess_cannot_go_back_again(paid):
    services.return_excess(payment_id=paid.pk, kind="double", at=NOW)

    with pytest.raises(services.RefundExceedsPayment):
        services.create_refund(payment_id=paid.pk, amount_fen=1, reason="", order_refund_id=5, at=NOW)


def test_the_database_itself_refuses_more_than_arrived(paid):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=paid.pk).update(refunded_fen=9901)


def test_the_parts_of_an_orders_refund_are_unfinished_until_they_arrive(refund_of):
    refund = refund_of(3000, order_refund_id=5)
    refund_of(100, order_refund_id=6)

    assert [part.pk for part in unfinished_refunds(order_refund_id=5)] == [refund.pk]
