"""Answer a mistake: entries are never changed, a transaction that names them takes them back (rules 9.2)."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, Invalid, NotFound
from members.ledger import statements
from members.ledger.book import ITEMISED_KINDS
from members.ledger.entries import REVERSAL, Posting
from members.ledger.models import Transaction
from members.ledger.services.posting import write
from members.ledger.statements import Line

NOTE_LENGTH = 200


class TransactionNotFound(NotFound):
    """No such transaction in the book."""

    code, title = "ledger_transaction_not_found", "没有这笔账务交易"


class NotReversible(Conflict):
    """A reversal, or what has been taken back in part: answer it with a posting of its own."""

    code, title = "not_reversible", "该交易是冲正交易或已部分冲正，不能整笔冲正"


class ReversedElsewhere(Conflict):
    """A room keeps item by item what this posting moved; reversed here alone, the two would differ."""

    code, title = "reversed_elsewhere", "该交易对应业务明细，请在相应的业务页面处理，不能在账本冲正"


class ReasonMissing(Invalid):
    """A reversal by hand says why."""

    code, title = "reason_missing", "请填写原因"


@transaction.atomic
def reverse(*, transaction_id: int, reason: str, at: datetime) -> Transaction:
    """Take back a whole transaction, `counts_on` included; doing it twice is doing it once.

    :raises NotEnoughBalance: what was given has been spent.
    :raises NotReversible: :raises TransactionNotFound: :raises ReasonMissing:
    :raises ReversedElsewhere: a room answers for it (`book.ITEMISED_KINDS`).
    """
    note = reason.strip()[:NOTE_LENGTH]
    if not note:
        raise ReasonMissing
    original = Transaction.objects.filter(pk=transaction_id).first()
    if original is None:
        raise TransactionNotFound
    if original.kind.startswith(ITEMISED_KINDS):
        raise ReversedElsewhere
    lines = [Line(entry.account_id, -entry.amount, entry.counts_on) for entry in original.entries.all()]
    accounts = statements.lock_accounts_by_id(line.account_id for line in lines)
    key = f"{REVERSAL}:{original.pk}"
    # Looked at under the locks of the accounts, which a partial reversal takes too.
    done = Transaction.objects.filter(key=key).first()
    if done is not None:
        return done
    if original.reverses_id is not None or original.reversals.exists():
        raise NotReversible
    posting = Posting(REVERSAL, key, original.reference, at, note=note, reverses_id=original.pk)
    return write(posting, lines, accounts=accounts)
