"""What must hold of money (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from kernel import clock
from mall.payments.models import Notification, Payment, Refund
from mall.payments.states import PaymentState, RefundState
from mall.payments.tasks import SWEEP_AFTER
from members.ledger.models import Transaction
