"""Where a member is signed in: sessions begin, are refreshed and end (rules 13.1)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kernel.crypto import new_token, token_hash
from kernel.errors import NotSignedIn
from members.accounts import tokens
from members.accounts.models import Member, Session
from members.accounts.services.standing import MemberMerged, lock_member

REFRESH_LIFETIME = timedelta(days=30)


class SessionEnded(NotSignedIn):
    code, title = "session_ended", "登录已失效，请重新登录"


@dataclass(frozen=True)
class SignedIn:
    """What a client gets. `expires_in` is the access token's life in seconds."""

    member: Member
    access: str
    refresh: str
    expires_in: int
    is_new: bool = False


def open_session(*, member: Member, at: datetime, family: uuid.UUID | None = None, is_new: bool = False) -> SignedIn:
    """Begin a session, or go on with its family, for a member locked by the caller."""
    refresh = new_token()
    session = Session.objects.create(
        member=member,
        family=family or uuid.uuid4(),
        refresh_hash=token_hash(refresh),
        started_at=at,
        expires_at=at + REFRESH_LIFETIME,
    )
    access = tokens.sign(session_id=session.pk, member_id=member.pk, at=at)
    return SignedIn(
        member=member, access=access, refresh=refresh, expires_in=int(tokens.LIFETIME.total_seconds()), is_new=is_new
    )


def refresh_session(*, refresh: str, at: datetime) -> SignedIn:
    """Exchange a refresh token for the next pair. An old one used again ends the whole family: somebody has copied it.

    :raises SessionEnded: unknown, expired, used already, revoked, or the member is not active.
    """
    hashed = token_hash(refresh)
    try:
        signed_in = _rotate(refresh_hash=hashed, at=at)
    except MemberMerged:
        # The session has gone over to the other member while we waited for the lock.
        signed_in = _rotate(refresh_hash=hashed, at=at)
    if signed_in is None:
        raise SessionEnded
    return signed_in


@transaction.atomic
def _rotate(*, refresh_hash: str, at: datetime) -> SignedIn | None:
    """Return None instead of raising: the revocation of a family must be committed."""
    member_id = Session.objects.filter(refresh_hash=refresh_hash).values_list("member_id", flat=True).first()
    if member_id is None:
        return None
    member = lock_member(member_id=member_id)
    session = Session.objects.select_for_update().get(refresh_hash=refresh_hash)
    if session.member_id != member.pk:
        raise MemberMerged  # a merge was undone meanwhile
    if session.revoked_at or session.expires_at <= at or not member.is_active:
        return None
    if session.rotated_at:
        _revoke_family(family=session.family, at=at)
        return None
    session.rotated_at = at
    session.save(update_fields=["rotated_at"])
    Member.objects.filter(pk=member.pk).update(last_seen_at=at)
    return open_session(member=member, at=at, family=session.family)


def _revoke_family(*, family: uuid.UUID, at: datetime) -> None:
    Session.objects.live().filter(family=family).update(revoked_at=at)


@transaction.atomic
def logout(*, session_id: int, at: datetime) -> None:
    """End the session and every token of its family. Doing it again changes nothing."""
    session = Session.objects.get(pk=session_id)
    lock_member(member_id=session.member_id)
    _revoke_family(family=session.family, at=at)


@transaction.atomic
def forget_ended_sessions(*, before: datetime) -> int:
    """Delete the families whose last refresh token ended before a moment; return how many rows went."""
    live = Session.objects.filter(expires_at__gte=before).values("family")
    deleted, _ = Session.objects.filter(expires_at__lt=before).exclude(family__in=live).delete()
    return deleted
