"""A member is locked, banned, let in again, and becomes a customer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from members.accounts.models import Member, Session
from members.accounts.services import (
    MemberErased,
    MemberNotFound,
    ban_member,
    lift_ban,
    lock_member,
    mark_first_paid,
)

pytestmark = pytest.mark.django_db


@pytest.mark.rule("13.1")
def test_a_ban_ends_every_session_at_the_next_request(client_of, alice):
    phone, tablet = client_of(alice), client_of(alice)

    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())

    assert phone.get("/api/v1/me").json()["code"] == "session_ended"
    assert tablet.get("/api/v1/me").json()["code"] == "session_ended"


def test_a_ban_keeps_when_and_why_and_touches_nobody_else(client_of, alice, bob):
    client, moment = client_of(bob), clock.now()

    banned = ban_member(member_id=alice.pk, reason="恶意退款", at=moment)

    assert (banned.state, banned.banned_at, banned.ban_reason) == ("banned", moment, "恶意退款")
    assert client.get("/api/v1/me").status_code == 200


def test_banning_twice_keeps_the_first_reason(alice):
    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())

    again = ban_member(member_id=alice.pk, reason="另一个原因", at=clock.now())

    assert again.ban_reason == "恶意退款"


def test_a_lifted_ban_lets_in_again_but_revives_no_session(client_of, alice):
    old = client_of(alice)
    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())

    lifted = lift_ban(member_id=alice.pk)

    assert (lifted.state, lifted.banned_at, lifted.ban_reason) == ("active", None, "")
    assert old.get("/api/v1/me").status_code == 401
    assert client_of(alice).get("/api/v1/me").status_code == 200


def test_lifting_what_is_no_ban_changes_nothing(alice):
    assert lift_ban(member_id=alice.pk).state == "active"


def test_nobody_is_banned_after_erasure(alice):
    Member.objects.update(state=Member.State.ERASED)

    with pytest.raises(MemberErased):
        ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())


def test_an_unknown_member_is_not_found(db):
    with pytest.raises(MemberNotFound):
        lock_member(member_id=404)


def test_members_are_locked_by_id(alice, bob):
    assert list(Member.objects.locked()) == [alice, bob]


def test_the_first_payment_makes_a_customer_and_later_ones_change_nothing(alice, bob):
    moment = clock.now()

    mark_first_paid(member_id=alice.pk, at=moment)
    mark_first_paid(member_id=alice.pk, at=moment + timedelta(days=1))

    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (alice.first_paid_at, alice.is_newcomer) == (moment, False)
    assert bob.is_newcomer is True


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "banned"},
        {"state": "deleted"},
        {"banned_at": clock.now()},
        {"phone_digest": "0" * 64},
        {"phone_cipher": "cipher"},
        {"birthday_on": "1899-12-31"},
    ],
)
def test_the_database_refuses_half_told_members(alice, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=alice.pk).update(**broken)


def test_of_a_family_only_one_refresh_token_is_current(client_of, alice):
    client_of(alice)
    session = Session.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(
            member=alice,
            family=session.family,
            refresh_hash="f" * 64,
            started_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )
