"""Batches of gift cards: made, issued once, kept as digests only, voided, expired."""

import re
from datetime import date, datetime, timedelta

import pytest

from kernel import clock
from members.accounts.models import Member
from members.wallet import services
from members.wallet.codes import digest_of
from members.wallet.models import GiftCard, GiftCardBatch
from tests.factories.staff import OperatorFactory
from tests.factories.wallet import card_codes, card_of, figures, guessed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=clock.SHANGHAI)


def a_batch(operator_id: int, **fields: object) -> GiftCardBatch:
    given = {
        "title": "开业",
        "count": 3,
        "face_fen": 10000,
        "into": "bonus",
        "expires_on": date(2026, 11, 30),
        **fields,
    }
    return services.make_batch(batch=services.NewBatch(**given), operator_id=operator_id, at=NOW)  # type: ignore[arg-type] # as above


def test_codes_are_drawn_once_and_kept_as_keyed_digests(stella) -> None:
    batch = a_batch(stella.pk)

    codes = services.issue_codes(batch_id=batch.pk, operator_id=stella.pk, at=NOW)

    assert len(set(codes)) == 3
    assert all(re.fullmatch(r"(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{3}[2-9]", code) for code in codes)
    stored = " ".join(str(value) for row in GiftCard.objects.values() for value in row.values())
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    with pytest.raises(services.CodesAlreadyIssued):
        services.issue_codes(batch_id=batch.pk, operator_id=stella.pk, at=NOW)
    assert GiftCard.objects.count() == 3


def test_a_code_is_known_however_it_is_typed() -> None:
    assert digest_of("7k4m p2qx9rta-hw3e") == digest_of("7K4M-P2QX-9RTA-HW3E")
    assert digest_of("7K4M-P2QX-9RTA-HW3F") != digest_of("7K4M-P2QX-9RTA-HW3E")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"count": 0}, {"count": 10_001}, {"face_fen": 0}, {"face_fen": 500_001}, {"into": "points"},
        {"expires_on": date(2026, 11, 20)},
    ],
)  # fmt: skip
def test_a_batch_within_bounds_only(stella, wrong: dict[str, object]) -> None:
    with pytest.raises(services.BadBatch):
        a_batch(stella.pk, **wrong)

    assert not GiftCardBatch.objects.exists()


def test_above_the_limit_the_maker_does_not_see_the_codes(stella) -> None:
    batch = a_batch(stella.pk, count=51)

    with pytest.raises(services.SecondIssuerNeeded):
        services.issue_codes(batch_id=batch.pk, operator_id=stella.pk, at=NOW)

    assert len(services.issue_codes(batch_id=batch.pk, operator_id=OperatorFactory().pk, at=NOW)) == 51


def test_a_voided_or_ended_batch_is_not_issued(stella) -> None:
    voided, ended = a_batch(stella.pk), a_batch(stella.pk)
    services.void_batch(batch_id=voided.pk, at=NOW)

    for batch, at in ((voided, NOW), (ended, NOW + timedelta(days=10))):
        with pytest.raises(services.BatchEnded):
            services.issue_codes(batch_id=batch.pk, operator_id=stella.pk, at=at)
    with pytest.raises(services.BatchNotFound):
        services.issue_codes(batch_id=0, operator_id=stella.pk, at=NOW)


@pytest.mark.parametrize(("into", "wallet"), [("principal", (10000, 0, 0, 10000)), ("bonus", (0, 10000, 0, 10000))])
def test_a_card_is_worth_its_face_value_once(
    alice: Member, bob: Member, stella, into: str, wallet: tuple[int, ...]
) -> None:
    code = card_codes(stella.pk, into=into)[0]

    card = guessed(alice.pk, code)

    assert (card.state, card.member_id, figures(alice.pk)) == ("redeemed", alice.pk, wallet)
    for member in (alice, bob):
        with pytest.raises(services.GiftCardRefused):
            guessed(member.pk, code)
    assert figures(alice.pk) == wallet
    assert figures(bob.pk) == (0, 0, 0, 0)


def test_a_card_is_good_through_its_last_day(alice: Member, stella) -> None:
    with clock.at(NOW):
        first, second = card_codes(stella.pk, count=2, expires_on=date(2026, 11, 30))

    with clock.at(datetime(2026, 11, 30, 23, 59, tzinfo=clock.SHANGHAI)):
        guessed(alice.pk, first)
    with clock.at(datetime(2026, 12, 1, tzinfo=clock.SHANGHAI)), pytest.raises(services.GiftCardRefused):
        guessed(alice.pk, second)
    assert services.expire_cards(at=datetime(2026, 12, 1, tzinfo=clock.SHANGHAI)) == 1
    assert [card_of(code).state for code in (first, second)] == ["redeemed", "expired"]


def test_voiding_leaves_what_was_redeemed(alice: Member, stella) -> None:
    first, second, third = card_codes(stella.pk, count=3)
    guessed(alice.pk, first)
    services.void_card(card_id=card_of(second).pk)

    assert services.void_batch(batch_id=card_of(first).batch_id, at=clock.now()) == 1

    assert [card_of(code).state for code in (first, second, third)] == ["redeemed", "void", "void"]
    with pytest.raises(services.CardNotVoidable):
        services.void_card(card_id=card_of(first).pk)
    with pytest.raises(services.GiftCardRefused):
        guessed(alice.pk, third)
