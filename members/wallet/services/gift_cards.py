"""Gift cards in the shop's hands: batches made, codes drawn once, cards voided and expired."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kernel import clock
from kernel.errors import Conflict, Forbidden, Invalid, NotFound
from members.wallet.codes import digest_of, new_card_code
from members.wallet.models import GiftCard, GiftCardBatch
from members.wallet.models.cards import LARGEST_FACE_FEN, MOST_CARDS
from members.wallet.options import ISSUE_ALONE_MAX_FEN
from members.wallet.states import CardState


class BatchNotFound(NotFound):
    code, title = "gift_card_batch_not_found", "没有这个礼品卡批次"


class BadBatch(Invalid):
    code, title = "bad_gift_card_batch", "礼品卡批次有误"


class CodesAlreadyIssued(Conflict):
    """Codes are shown once. Who lost them voids the batch and makes another."""

    code, title = "gift_card_codes_issued", "卡密只能生成一次；如已遗失，请作废本批并另建一批"


class BatchEnded(Conflict):
    """The batch was voided, or its last day is over."""

    code, title = "gift_card_batch_ended", "该批次已作废或已过期"


class SecondIssuerNeeded(Forbidden):
    """Above the limit, who makes a batch does not see its codes."""

    code, title = "second_issuer_needed", "总面值超过单人制卡限额，须由建批次以外的员工生成卡密"


class CardNotVoidable(Conflict):
    code, title = "gift_card_not_voidable", "只有未使用的礼品卡才能作废"


@dataclass(frozen=True)
class NewBatch:
    """What a batch is to be. The cards are good until the end of `expires_on`, Shanghai."""

    title: str
    count: int
    face_fen: int
    into: str
    expires_on: date
    note: str = ""


@transaction.atomic
def make_batch(*, batch: NewBatch, operator_id: int, at: datetime) -> GiftCardBatch:
    """Plan a batch; it has no cards yet.

    :raises BadBatch: a count, value or date out of bounds, or no title.
    """
    _check(batch, at)
    return GiftCardBatch.objects.create(
        title=batch.title.strip(),
        count=batch.count,
        face_fen=batch.face_fen,
        into=batch.into,
        expires_on=batch.expires_on,
        note=batch.note.strip(),
        made_at=at,
        made_by_id=operator_id,
    )


@transaction.atomic
def issue_codes(*, batch_id: int, operator_id: int, at: datetime) -> list[str]:
    """Draw the codes of a batch and return them: the only time anybody sees them.

    :raises CodesAlreadyIssued: :raises BatchEnded: :raises BatchNotFound:
    :raises SecondIssuerNeeded: the maker of a batch above the limit.
    """
    batch = _locked(batch_id)
    if batch.issued_at is not None:
        raise CodesAlreadyIssued
    expires_at = clock.bounds(batch.expires_on)[1]
    if batch.voided_at is not None or expires_at <= at:
        raise BatchEnded
    if batch.total_fen > ISSUE_ALONE_MAX_FEN.get() and batch.made_by_id == operator_id:
        raise SecondIssuerNeeded
    # Two equal codes among 2**78 are refused by the unique key, and the whole batch with them.
    codes = [new_card_code() for _ in range(batch.count)]
    cards = (GiftCard(batch=batch, digest=digest_of(code), tail=code[-4:], expires_at=expires_at) for code in codes)
    GiftCard.objects.bulk_create(cards, batch_size=1000)
    batch.issued_at, batch.issued_by_id = at, operator_id
    batch.save(update_fields=["issued_at", "issued_by"])
    return codes


@transaction.atomic
def void_batch(*, batch_id: int, at: datetime) -> int:
    """Void every card of a batch that nobody has redeemed, and the batch itself; return how many. Twice is once.

    :raises BatchNotFound:
    """
    batch = _locked(batch_id)
    if batch.voided_at is None:
        batch.voided_at = at
        batch.save(update_fields=["voided_at"])
    return GiftCard.objects.filter(batch=batch, state=CardState.ISSUED).update(state=CardState.VOID)


@transaction.atomic
def void_card(*, card_id: int) -> None:
    """Void one card.

    :raises CardNotVoidable: it was redeemed, voided, has expired, or does not exist.
    """
    if not GiftCard.objects.filter(pk=card_id, state=CardState.ISSUED).update(state=CardState.VOID):
        raise CardNotVoidable


@transaction.atomic
def expire_cards(*, at: datetime) -> int:
    """Mark the cards whose last day is over; one statement. They were not redeemable since that day's end."""
    return GiftCard.objects.filter(state=CardState.ISSUED, expires_at__lte=at).update(state=CardState.EXPIRED)


def _locked(batch_id: int) -> GiftCardBatch:
    batch = GiftCardBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise BatchNotFound
    return batch


def _check(batch: NewBatch, at: datetime) -> None:
    if not batch.title.strip():
        raise BadBatch("请填写名称")
    if not 1 <= batch.count <= MOST_CARDS:
        raise BadBatch(f"张数应在 1 与 {MOST_CARDS} 之间")
    if not 1 <= batch.face_fen <= LARGEST_FACE_FEN:
        raise BadBatch("面值超出范围")
    if batch.into not in GiftCardBatch.Into.values:
        raise BadBatch("请选择存入本金或赠金")
    if batch.expires_on < clock.date_of(at):
        raise BadBatch("有效期不能早于今天")
