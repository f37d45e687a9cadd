"""A member redeems a gift card: its value goes into the wallet, once."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict
from kernel.outbox.services import publish
from members.accounts.services import lock_member
from members.wallet.facts import GiftCardRedeemed
from members.wallet.models import GiftCard, GiftCardBatch, TopUp
from members.wallet.services.guessing import Guess, give_back
from members.wallet.services.topping_up import top_up
from members.wallet.states import CardState


class GiftCardRefused(Conflict):
    """There is no such card, or it was redeemed, voided, or has expired: one answer, so that none of it can be told."""

    code, title = "gift_card_refused", "卡密不正确，或已使用、已失效"


@transaction.atomic
def redeem_gift_card(*, guess: Guess, at: datetime) -> GiftCard:
    """Redeem the card that a counted guess names, and give the guess back.

    Every refusal has done the same work: one statement that changes the card if it may be redeemed.

    :raises GiftCardRefused:
    """
    member = lock_member(member_id=guess.member_id)
    good = GiftCard.objects.filter(digest=guess.digest, state=CardState.ISSUED, expires_at__gt=at)
    if not good.update(state=CardState.REDEEMED, member_id=member.pk, redeemed_at=at):
        raise GiftCardRefused
    card = GiftCard.objects.select_related("batch").get(digest=guess.digest)
    face_fen = card.batch.face_fen
    is_principal = card.batch.into == GiftCardBatch.Into.PRINCIPAL
    top_up(
        member_id=member.pk,
        principal_fen=face_fen if is_principal else 0,
        bonus_fen=0 if is_principal else face_fen,
        key=f"gift_card:{card.pk}",
        reference=f"礼品卡 {card.tail}",
        at=at,
        kind=TopUp.Kind.GIFT_CARD,
    )
    publish(GiftCardRedeemed(member_id=member.pk, card_id=card.pk, face_fen=face_fen))
    give_back(guess=guess)
    return card
