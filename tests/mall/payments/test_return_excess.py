"""Late and double money goes back whole, by itself, and is shown (rules 5.4, 5.6)."""

import pytest
from django.db import IntegrityError, transaction

from mall.payments import services
from mall.payments.models import Payment, PaymentException, Refund
from mall.payments.selectors import succeeded_payments
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.4")]


@pytest.mark.parametrize("kind", ["late", "double"])
def test_the_whole_goes_back_and_touches_no_order(paid, facts, kind):
    payment = services.return_excess(payment_id=paid.pk, kind=kind, at=NOW)

    refund = Refund.objects.get()
    assert (payment.excess_kind, payment.refunded_fen, payment.state) == (kind, 9900, "succeeded")
    assert (refund.amount_fen, refund.kind, refund.order_refund_id) == (9900, "excess", None)
    assert facts("refund_created") == [{"payment_id": paid.pk, "refund_id": refund.pk}]
    assert (succeeded_payments(order_id=7), payment.refundable_fen) == ([], 0)


def test_it_is_shown_with_its_amount(paid):
    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)

    shown = PaymentException.objects.get()
    assert (shown.kind, shown.state, shown.amount_fen, shown.payment_id) == ("late", "open", 9900, paid.pk)
    assert "¥99.00" in shown.detail


def test_twice_is_once(paid):
    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)
    services.return_excess(payment_id=paid.pk, kind="double", at=NOW)

    paid.refresh_from_db()
    assert (paid.excess_kind, Refund.objects.count(), PaymentException.objects.count()) == ("late", 1, 1)


def test_what_was_refunded_before_does_not_go_back_again(paid, refund_of):
    refund_of(3000)

    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)

    assert sorted(Refund.objects.values_list("amount_fen", flat=True)) == [3000, 6900]


def test_without_money_there_is_nothing_to_return(pending):
    with pytest.raises(services.IllegalPaymentMove):
        services.return_excess(payment_id=pending.pk, kind="late", at=NOW)

    assert not Refund.objects.exists()


def test_the_fact_of_its_refund_names_no_order_refund(channel, paid, facts):
    channel.refund_outcome = "succeeded"
    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)

    services.send_refund(refund_id=Refund.objects.get().pk, at=NOW)

    assert [fact["order_refund_id"] for fact in facts("refund_succeeded")] == [None]


def test_the_database_refuses_to_keep_part_of_it(paid):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=paid.pk).update(excess_kind="late", refunded_fen=1)
