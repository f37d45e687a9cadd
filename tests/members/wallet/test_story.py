"""Whatever is topped up, held, captured, released, returned, taken back and merged, in whatever order: to the fen."""

from collections import defaultdict
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from kernel.errors import Refusal
from members.accounts.models import Member
from members.ledger import invariants as ledger
from members.wallet import invariants, services
from members.wallet.models import Spending, TopUp
from members.wallet.selectors import wallet_of
from members.wallet.shapes import WalletParts
from tests.factories.wallet import held, returned, topped_up

pytestmark = pytest.mark.django_db
MODEST = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

amounts = st.integers(min_value=0, max_value=1000)
names = st.integers(min_value=1, max_value=3).map(str)
people = st.integers(min_value=0, max_value=1)
acts = st.one_of(
    st.tuples(st.just("top_up"), people, amounts, amounts, names),
    st.tuples(st.just("hold"), people, amounts, names),
    st.tuples(st.just("capture"), names),
    st.tuples(st.just("release"), names),
    st.tuples(st.just("return"), names, amounts, st.integers(min_value=1, max_value=9).map(str)),
    st.tuples(st.just("take_back"), names, amounts, st.integers(min_value=1, max_value=9).map(str)),
)


def do(act: tuple[object, ...], members: list[int]) -> None:
    """Do one act; a refusal is an answer like any other, and must leave nothing behind."""
    name, *what = act
    at = clock.now()
    with suppress(Refusal), transaction.atomic():
        if name == "top_up":
            topped_up(members[what[0]], what[1], what[2], key=f"order:{what[3]}")  # type: ignore[call-overload, arg-type] # drawn so
        elif name == "hold":
            held(members[what[0]], what[1], f"payment:{what[2]}")  # type: ignore[call-overload, arg-type] # as above
        elif name == "capture":
            services.capture_wallet(key=f"payment:{what[0]}", reference="", at=at)
        elif name == "release":
            services.release_wallet(key=f"payment:{what[0]}", at=at)
        elif name == "return":
            returned(what[1], f"refund:{what[2]}", f"payment:{what[0]}")  # type: ignore[arg-type] # as above
        else:
            services.take_back_top_up(
                key=f"order:{what[0]}",
                principal_fen=what[1],  # type: ignore[arg-type] # as above
                refund_key=f"refund:{what[2]}",
                reference="",
                at=at,
            )


def recounted() -> dict[int, WalletParts]:
    """Return what each member has, added up from the rows of this room alone."""
    sums: dict[int, WalletParts] = defaultdict(WalletParts)
    for top_up in TopUp.objects.all():
        sums[top_up.member_id] += top_up.bought - top_up.taken
    for spending in Spending.objects.filter(state="captured"):
        sums[spending.member_id] += spending.returned - spending.spent
    return sums


@pytest.mark.rule("5.6")
@pytest.mark.rule("9.4")
@MODEST
@given(st.lists(acts, max_size=25))
def test_any_story_leaves_a_sound_wallet(alice: Member, bob: Member, story: list[tuple[object, ...]]) -> None:
    members = [alice.pk, bob.pk]
    with transaction.atomic():
        for act in story:
            do(act, members)
            do(act, members)  # twice is once

        has = {member_id: wallet_of(member_id) for member_id in members}
        expected = recounted()
        checks = [find for _title, find in (*ledger.CHECKS, *invariants.CHECKS)]
        broken = [row for find in checks for row in find()]
        transaction.set_rollback(True)

    assert broken == []
    assert {pk: WalletParts(found.principal_fen, found.bonus_fen) for pk, found in has.items()} == {
        pk: expected[pk] for pk in members
    }


@pytest.mark.rule("8.7")
@MODEST
@given(amounts, amounts, st.data())
def test_refunding_all_of_a_payment_in_any_parts_restores_the_wallet(
    alice: Member, principal: int, bonus: int, data: st.DataObject
) -> None:
    with transaction.atomic():
        topped_up(alice.pk, principal + 1, bonus)
        before = wallet_of(alice.pk)
        left = data.draw(st.integers(min_value=1, max_value=before.spendable_fen))
        held(alice.pk, left)
        services.capture_wallet(key="payment:1", reference="", at=clock.now())
        step = 0
        while left:
            part = data.draw(st.integers(min_value=1, max_value=left))
            returned(part, f"refund:{step}")
            left, step = left - part, step + 1

        after = wallet_of(alice.pk)
        transaction.set_rollback(True)

    assert after == before
