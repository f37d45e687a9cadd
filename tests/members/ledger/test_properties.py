"""Whatever is posted, held, released, captured and reversed, in whatever order: the book stays sound."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from kernel.errors import Refusal
from members.ledger import invariants, selectors
from members.ledger.models import Transaction
from members.ledger.services import AccountRef, EntryIn, HoldIn, Owner, capture, hold, post, release, reverse
from tests.factories.ledger import ALICE, BOB, ISSUED, points_of

pytestmark = pytest.mark.django_db

ACCOUNTS = [points_of(ALICE), points_of(ALICE, "pending"), points_of(ALICE, "debt"), points_of(BOB), ISSUED]
MODEST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

amounts = st.integers(min_value=-50, max_value=100)
keys = st.integers(min_value=1, max_value=4).map(str)
places = st.sampled_from(ACCOUNTS)
acts = st.one_of(
    st.tuples(st.just("post"), keys, places, places, amounts),
    st.tuples(st.just("hold"), keys, places, amounts),
    st.tuples(st.just("release"), keys),
    st.tuples(st.just("capture"), keys),
    st.tuples(st.just("reverse"), st.integers(min_value=0, max_value=5)),
)


def attempt(name: str, *what: object) -> None:
    """Do one act; a refusal is an answer like any other, and must leave nothing behind."""
    with suppress(Refusal), transaction.atomic():
        ACTS[name](*what)


def do_post(key: str, source: AccountRef, target: AccountRef, amount: int) -> None:
    entries = [EntryIn(source, -amount), EntryIn(target, amount)]
    post(kind="test", key=key, reference="", at=clock.now(), entries=entries)


def do_hold(key: str, account: AccountRef, amount: int) -> None:
    hold(key=key, reference="", at=clock.now(), holds=[HoldIn(account, amount)])


def do_release(key: str) -> None:
    release(key=key, at=clock.now())


def do_capture(key: str) -> None:
    capture(key=key, kind="test", reference="", at=clock.now(), into="spent")


def do_reverse(position: int) -> None:
    posted = list(Transaction.objects.order_by("pk")[position : position + 1])
    if posted:
        reverse(transaction_id=posted[0].pk, reason="错发", at=clock.now())


ACTS = {"post": do_post, "hold": do_hold, "release": do_release, "capture": do_capture, "reverse": do_reverse}


@pytest.mark.rule("9.1")
@pytest.mark.rule("9.4")
@MODEST
@given(st.lists(acts, max_size=25))
def test_any_order_of_acts_leaves_a_sound_book(story: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        for name, *what in story:
            attempt(str(name), *what)

        broken = [row for _title, find in invariants.CHECKS for row in find()]

        transaction.set_rollback(True)
    assert broken == []


@pytest.mark.rule("9.3")
@MODEST
@given(st.lists(acts, max_size=12))
def test_doing_all_of_it_twice_in_a_row_is_doing_it_once(story: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        for name, *what in story:
            attempt(str(name), *what)
            once = _figures()
            if name != "reverse":  # the next reversal is of another transaction
                attempt(str(name), *what)
                assert _figures() == once
        transaction.set_rollback(True)


def _figures() -> list[tuple[int, int]]:
    found = [selectors.balances(owner, "points") for owner in (Owner.member(1), Owner.member(2))]
    return [(item.balance, item.held) for balances in found for item in balances.values()]
