"""Wallets to test with: filled and emptied by services, as everywhere."""

from datetime import timedelta
from itertools import count as counter

from kernel import clock
from members.wallet import services
from members.wallet.codes import digest_of
from members.wallet.models import GiftCard, TopUp
from members.wallet.selectors import wallet_of
from members.wallet.shapes import WalletParts

_keys = counter(1)


def topped_up(member_id: int, principal_fen: int, bonus_fen: int = 0, *, key: str = "") -> TopUp:
    """Put money into a member's wallet."""
    return services.top_up(
        member_id=member_id,
        principal_fen=principal_fen,
        bonus_fen=bonus_fen,
        key=key or f"test:{next(_keys)}",
        reference="C1",
        at=clock.now(),
    )


def held(member_id: int, amount_fen: int, key: str = "payment:1") -> WalletParts:
    """Hold an amount for a payment."""
    return services.hold_wallet(member_id=member_id, amount_fen=amount_fen, key=key, reference="O1", at=clock.now())


def spent(member_id: int, amount_fen: int, key: str = "payment:1") -> WalletParts:
    """Hold and capture an amount."""
    held(member_id, amount_fen, key)
    return services.capture_wallet(key=key, reference="O1", at=clock.now())


def returned(amount_fen: int, refund_key: str, key: str = "payment:1") -> WalletParts:
    """Give back an amount of a payment."""
    return services.return_to_wallet(
        key=key, amount_fen=amount_fen, refund_key=refund_key, reference="R1", at=clock.now()
    )


def figures(member_id: int) -> tuple[int, int, int, int]:
    """Return principal, bonus, held, spendable."""
    found = wallet_of(member_id)
    return found.principal_fen, found.bonus_fen, found.held_fen, found.spendable_fen


def card_codes(operator_id: int, *, count: int = 1, face_fen: int = 10000, **fields: object) -> list[str]:
    """Make and issue a batch; return its codes. The limit of one person is not reached by default."""
    batch = services.NewBatch(
        **{
            "title": "开业礼品卡",
            "count": count,
            "face_fen": face_fen,
            "into": "principal",
            "expires_on": clock.today() + timedelta(days=30),
            **fields,
        }  # type: ignore[arg-type] # a test says what it changes
    )
    made = services.make_batch(batch=batch, operator_id=operator_id, at=clock.now())
    return services.issue_codes(batch_id=made.pk, operator_id=operator_id, at=clock.now())


def card_of(code: str) -> GiftCard:
    """Return the card of a code."""
    return GiftCard.objects.get(digest=digest_of(code))


def guessed(member_id: int, code: str, address: str = "203.0.113.7") -> GiftCard:
    """Type a code as the endpoint does: counted, then tried."""
    guess = services.take_guess(member_id=member_id, code=code, address=address, at=clock.now())
    return services.redeem_gift_card(guess=guess, at=clock.now())
