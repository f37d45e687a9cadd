"""A thousand wrong codes, from one member and from many: locked, and nothing told (quality 4)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock, crypto
from kernel.errors import Refusal
from members.accounts.models import Member
from members.wallet import services
from members.wallet.codes import new_card_code
from members.wallet.models import GuessCount
from tests.factories.accounts import MemberFactory
from tests.factories.wallet import card_codes, card_of, figures, guessed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=clock.SHANGHAI)
URL = "/api/v1/me/gift-cards/redeem"
VALUES = re.compile(r"'[^']*'|s\d+_x\d+|\b\d+\b")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def cards(stella: Any, bob: Member) -> dict[str, str]:
    """A code of each kind, all of them of the same batch but the expired one."""
    used, void, good = card_codes(stella.pk, count=3)
    with clock.at(NOW - timedelta(days=60)):
        expired = card_codes(stella.pk)[0]
    guessed(bob.pk, used)
    services.void_card(card_id=card_of(void).pk)
    return {"wrong": new_card_code(), "used": used, "void": void, "expired": expired, "good": good}


def outcome(member_id: int, code: str, address: str = "203.0.113.7") -> str:
    try:
        guessed(member_id, code, address)
    except Refusal as refusal:
        return refusal.code
    return "redeemed"


def outcomes(tries: Iterator[tuple[int, str]]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for member_id, address in tries:
        said = outcome(member_id, new_card_code(), address)
        counted[said] = counted.get(said, 0) + 1
    return counted


def test_a_thousand_wrong_codes_of_one_member_are_five(alice: Member) -> None:
    said = outcomes((alice.pk, f"198.51.100.{n % 250}") for n in range(1000))

    assert said == {"gift_card_refused": 5, "gift_card_locked": 995}


def test_a_thousand_wrong_codes_of_many_members_are_two_hundred(db: None) -> None:
    members = Member.objects.bulk_create(MemberFactory.build_batch(1000))

    said = outcomes((member.pk, f"2001:db8:{n:x}::") for n, member in enumerate(members))

    assert said == {"gift_card_refused": 200, "gift_card_locked": 800}


def test_many_members_of_one_address_are_thirty(db: None) -> None:
    members = [MemberFactory().pk for _ in range(100)]

    said = outcomes((member_id, "203.0.113.7") for member_id in members)

    assert said == {"gift_card_refused": 30, "gift_card_locked": 70}


def test_the_right_code_of_a_locked_member_is_not_looked_at(alice: Member, cards: dict[str, str]) -> None:
    outcomes((alice.pk, "203.0.113.7") for _ in range(5))

    assert [outcome(alice.pk, cards[kind]) for kind in cards] == ["gift_card_locked"] * 5
    assert card_of(cards["good"]).state == "issued"


def test_a_customer_is_never_locked_out_by_others(alice: Member, carol: Member, cards: dict[str, str]) -> None:
    Member.objects.filter(pk=alice.pk).update(first_paid_at=NOW)
    for number in range(40):
        outcomes((MemberFactory().pk, f"198.51.100.{number}") for _ in range(5))

    assert outcome(carol.pk, cards["good"], "198.51.100.250") == "gift_card_locked"
    assert outcome(alice.pk, cards["good"], "198.51.100.250") == "redeemed"
    assert [outcome(alice.pk, new_card_code()), outcome(alice.pk, new_card_code())] == [
        "gift_card_refused",
        "gift_card_locked",
    ]


def test_the_shop_opens_again_with_the_next_window(carol: Member, cards: dict[str, str]) -> None:
    for number in range(41):
        outcomes((MemberFactory().pk, f"198.51.100.{number}") for _ in range(5))
    assert outcome(carol.pk, cards["good"]) == "gift_card_locked"

    with clock.at(NOW + timedelta(minutes=60)):
        assert outcome(carol.pk, cards["good"]) == "redeemed"


def test_a_members_lock_doubles_and_is_forgotten_after_a_quiet_day(alice: Member) -> None:
    def wait() -> int:
        outcomes((alice.pk, "203.0.113.7") for _ in range(5))
        with pytest.raises(services.GuessingLocked) as locked:
            guessed(alice.pk, new_card_code())
        return int(locked.value.extra["retry_after"])

    waits, at = [], NOW
    for _ in range(7):
        with clock.at(at):
            waits.append(wait())
        at += timedelta(seconds=waits[-1])
    assert waits == [3600, 7200, 14400, 28800, 57600, 86400, 86400]
    with clock.at(at + timedelta(days=1)):
        assert wait() == 3600


def test_a_refused_try_lengthens_no_lock(alice: Member) -> None:
    outcomes((alice.pk, "203.0.113.7") for _ in range(6))
    before = list(GuessCount.objects.order_by("pk").values())

    with clock.at(NOW + timedelta(minutes=30)):
        outcomes((alice.pk, "203.0.113.7") for _ in range(100))

    assert list(GuessCount.objects.order_by("pk").values()) == before


def test_right_codes_count_as_no_guess(alice: Member, stella: Any) -> None:
    for code in card_codes(stella.pk, count=8):
        assert outcome(alice.pk, code) == "redeemed"

    assert set(GuessCount.objects.values_list("wrong", flat=True)) == {0}
    assert figures(alice.pk)[0] == 80000


def test_an_operator_may_lift_a_lock_and_old_counts_are_forgotten(alice: Member, cards: dict[str, str]) -> None:
    outcomes((alice.pk, "203.0.113.7") for _ in range(6))
    services.unlock_guesses(count_id=GuessCount.objects.get(scope="member", subject=str(alice.pk)).pk)

    assert outcome(alice.pk, cards["good"]) == "redeemed"
    assert services.forget_guesses(at=NOW + timedelta(days=2)) == GuessCount.objects.count() + 4


@contextmanager
def counted_digests() -> Iterator[list[str]]:
    made: list[str] = []
    digest = crypto.hmac.new

    def counting(*args: Any, **kwargs: Any) -> Any:
        made.append("hmac")
        return digest(*args, **kwargs)

    with patch("kernel.crypto.hmac.new", counting):
        yield made


def work_of(try_it: Callable[[], Any]) -> tuple[list[str], int]:
    """Return the statements a try sends, with their values left out, and how many digests it makes."""
    with (
        counted_digests() as digests,
        CaptureQueriesContext(
            connection,
        ) as sent,
    ):
        try_it()
    return [VALUES.sub("?", query["sql"]) for query in sent.captured_queries], len(digests)


def test_every_refusal_is_the_same_work(alice: Member, cards: dict[str, str]) -> None:
    outcome(alice.pk, new_card_code())
    services.unlock_guesses(count_id=GuessCount.objects.get(scope="member", subject=str(alice.pk)).pk)
    kinds = ("wrong", "used", "void", "expired")

    works = [work_of(lambda kind=kind: outcome(alice.pk, cards[kind])) for kind in kinds]

    assert works == [works[0]] * 4
    assert works[0][1] == 2
    looks = [sql for sql in works[0][0] if "members_wallet_giftcard" in sql]
    assert len(looks) == 1
    assert looks[0].startswith("UPDATE")


def test_every_refusal_reads_the_same(client_of: Any, alice: Member, cards: dict[str, str]) -> None:
    client = client_of(alice)

    def answer(kind: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        response = client.post(URL, {"code": cards[kind]}, format="json", headers={"Idempotency-Key": f"try-{kind}"})
        body = {name: value for name, value in response.json().items() if name != "request_id"}
        return response.status_code, body, {k: v for k, v in response.headers.items() if k.lower() != "x-request-id"}

    answers = [answer(kind) for kind in ("wrong", "used", "void", "expired")]

    assert answers[0][0] == 409
    assert answers[0][1]["code"] == "gift_card_refused"
    assert all(each == answers[0] for each in answers)


def test_a_locked_member_reads_the_same_whatever_the_code(client_of: Any, alice: Member, cards: dict[str, str]) -> None:
    client = client_of(alice)
    outcomes((alice.pk, "127.0.0.1") for _ in range(6))

    answers = []
    for kind in cards:
        response = client.post(URL, {"code": cards[kind]}, format="json", headers={"Idempotency-Key": f"try-{kind}"})
        answers.append((response.status_code, response.json()["code"], response.headers["Retry-After"]))

    assert set(answers) == {(429, "gift_card_locked", "3600")}
    assert card_of(cards["good"]).state == "issued"


def test_the_lock_holds_when_the_cache_is_gone(client_of: Any, alice: Member, cards: dict[str, str]) -> None:
    client = client_of(alice)
    outcomes((alice.pk, "127.0.0.1") for _ in range(5))

    with patch.object(cache, "incr", side_effect=ConnectionError("no cache")):
        through_the_door = client.post(
            URL, {"code": cards["good"]}, format="json", headers={"Idempotency-Key": "no-cache"}
        )
    cache.clear()

    assert through_the_door.status_code == 503
    assert outcome(alice.pk, cards["good"]) == "gift_card_locked"
