"""Guessing of gift-card codes is locked: per member, per address, and in the whole shop.

A guess is counted before it is looked up, in a transaction of its own, and given back when the code was right: however
many come at once, and whatever becomes of the rest of the request, no more are tried than the limits allow. A guess
that is refused looks nothing up and counts nowhere, so no lock lengthens itself.

Nobody can lock honest members out for ever: an address and the shop are locked to the end of the window only, and a
member who has bought here before may still try once in it. A member's own lock doubles each time, up to a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kernel.crypto import keyed_digest
from kernel.errors import TooMany
from members.accounts.models import Member
from members.wallet.codes import digest_of
from members.wallet.models import GuessCount
from members.wallet.options import ADDRESS_GUESSES, GUESS_WINDOW_MINUTES, MEMBER_GUESSES, SHOP_GUESSES

LONGEST_LOCK = timedelta(days=1)
FIGURES = ("window_at", "wrong", "strikes", "locked_until")
_SCOPES = GuessCount.Scope


class GuessingLocked(TooMany):
    """Too many wrong codes. Says nothing of the code that came with it: that one was not looked at."""

    code, title = "gift_card_locked", "卡密输错次数过多，请稍后再试"


@dataclass(frozen=True)
class Guess:
    """A code that may be tried, known by its digest; `at` is when it was counted."""

    member_id: int
    digest: str
    subjects: tuple[tuple[str, str], ...]
    at: datetime


def take_guess(*, member_id: int, code: str, address: str, at: datetime) -> Guess:
    """Count a guess and let it be tried. Never called inside a transaction: the count stays whatever comes after.

    :raises GuessingLocked: `retry_after` says for how many seconds.
    """
    guess = Guess(member_id, digest_of(code), _subjects(member_id, address), at)
    locked_until = _count(guess, at)
    if locked_until is not None:
        raise GuessingLocked(retry_after=max(1, int((locked_until - at).total_seconds())))
    return guess


@transaction.atomic
def give_back(*, guess: Guess) -> None:
    """Take a guess out of the counts: its code was right."""
    rows = [row for row in _locked(guess.subjects) if row.wrong and row.window_at <= guess.at]
    for row in rows:
        row.wrong -= 1
    GuessCount.objects.bulk_update(rows, ["wrong"])


@transaction.atomic
def unlock_guesses(*, count_id: int) -> None:
    """Forget the wrong codes of a member, an address or the shop: an operator has looked into it."""
    GuessCount.objects.filter(pk=count_id).update(wrong=0, strikes=0, locked_until=None)


@transaction.atomic
def forget_guesses(*, at: datetime) -> int:
    """Remove counts that bear on nothing any more; return how many."""
    gone, _each = GuessCount.objects.filter(window_at__lte=at - 2 * LONGEST_LOCK).delete()
    return gone


@transaction.atomic(durable=True)
def _count(guess: Guess, at: datetime) -> datetime | None:
    """Count the guess on all three, or say until when none is taken."""
    window = timedelta(minutes=GUESS_WINDOW_MINUTES.get())
    rows = {GuessCount.Scope(row.scope): row for row in _opened(guess.subjects, at)}
    before = [_figures(row) for row in rows.values()]
    for row in rows.values():
        _roll(row, window, at)
    locked_until = _locked_until(rows, guess, window, at)
    if locked_until is None:
        for row in rows.values():
            row.wrong += 1
    if before != [_figures(row) for row in rows.values()]:
        GuessCount.objects.bulk_update(rows.values(), FIGURES)
    return locked_until


def _figures(row: GuessCount) -> list[object]:
    return [getattr(row, name) for name in FIGURES]


def _locked_until(
    rows: dict[GuessCount.Scope, GuessCount], guess: Guess, window: timedelta, at: datetime
) -> datetime | None:
    member = rows[_SCOPES.MEMBER]
    if member.locked_until is None and member.wrong >= MEMBER_GUESSES.get():
        member.locked_until = at + min(window * 2 ** min(member.strikes, 10), LONGEST_LOCK)
        member.strikes += 1
    if member.locked_until is not None:
        return member.locked_until
    limits = ((rows[_SCOPES.ADDRESS], ADDRESS_GUESSES.get()), (rows[_SCOPES.SHOP], SHOP_GUESSES.get()))
    full = [row for row, limit in limits if row.wrong >= limit]
    for row, _limit in limits:
        row.locked_until = row.window_at + window if row in full else None
    if not full or (member.wrong == 0 and _is_customer(guess.member_id)):
        return None
    return max(row.window_at for row in full) + window


def _roll(row: GuessCount, window: timedelta, at: datetime) -> None:
    """Begin a new window where the old one is over, and end a lock that is."""
    if row.locked_until is not None:
        if row.locked_until > at:
            return
    elif row.window_at + window > at:
        return
    # A quiet day, and earlier locks are forgotten.
    if max(row.window_at, row.locked_until or row.window_at) + LONGEST_LOCK <= at:
        row.strikes = 0
    row.locked_until, row.wrong, row.window_at = None, 0, at


def _is_customer(member_id: int) -> bool:
    return Member.objects.filter(pk=member_id, first_paid_at__isnull=False).exists()


def _subjects(member_id: int, address: str) -> tuple[tuple[str, str], ...]:
    return (
        (_SCOPES.SHOP.value, ""),
        (_SCOPES.MEMBER.value, str(member_id)),
        (_SCOPES.ADDRESS.value, keyed_digest(address, purpose="wallet.guess_address")),
    )


def _opened(subjects: tuple[tuple[str, str], ...], at: datetime) -> list[GuessCount]:
    """Lock the counts; those that do not exist yet begin now."""
    found = _locked(subjects)
    if len(found) == len(subjects):
        return found
    GuessCount.objects.bulk_create(
        [GuessCount(scope=scope, subject=subject, window_at=at) for scope, subject in subjects], ignore_conflicts=True
    )
    return _locked(subjects)


def _locked(subjects: tuple[tuple[str, str], ...]) -> list[GuessCount]:
    """Lock the counts that exist, by id."""
    found = GuessCount.objects.select_for_update().filter(subject__in=[subject for _scope, subject in subjects])
    return [row for row in found.order_by("id") if (row.scope, row.subject) in subjects]
