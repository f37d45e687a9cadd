"""Link what a member is known by elsewhere; two members known by one thing are one."""

from datetime import datetime

from django.db import transaction

from members.accounts.models import Identity, MergeCase
from members.accounts.services.merging import unite
from members.accounts.services.standing import lock_member

Provider = Identity.Provider

# What it is evidence of, and whether it is proof. A buyer id was typed in by somebody; a visitor id is a device, which
# two people may share: it proves nothing.
EVIDENCE: dict[str, tuple[MergeCase.Evidence, bool]] = {
    Provider.WECHAT_MINI: (MergeCase.Evidence.MINI, True),
    Provider.WECHAT_UNION: (MergeCase.Evidence.UNIONID, True),
    Provider.WECHAT_OFFICIAL: (MergeCase.Evidence.OFFICIAL, True),
    Provider.WECOM: (MergeCase.Evidence.WECOM, True),
    Provider.MARKETPLACE: (MergeCase.Evidence.MARKETPLACE, False),
}
MOST_VISITORS = 20


def link_identity(*, member_id: int, provider: str, appid: str, subject: str, at: datetime) -> MergeCase | None:
    """Link an identity to a member: a channel's openid, a WeCom external id, a buyer id of a marketplace, a visitor id.

    Free: it is the member's from now on. Another member's: the two are merged (proof), or proposed to operators (no
    proof), or left alone (a visitor id). Returns the merge case, if there is one.

    :raises MemberNotFound: :raises MemberMerged:
    """
    owner_id = _owner(member_id=member_id, provider=provider, appid=appid, subject=subject, at=at)
    if owner_id is None or owner_id == member_id or provider not in EVIDENCE:
        return None
    evidence, is_certain = EVIDENCE[provider]
    return unite(member_id=member_id, other_id=owner_id, evidence=evidence, at=at, is_certain=is_certain)


def remember_visitor(*, member_id: int, visitor_id: str, at: datetime) -> None:
    """Keep as whom a locked member came before signing in; somebody else's stays theirs, and not more than 20."""
    known = Identity.objects.filter(provider=Provider.VISITOR, member_id=member_id)
    if visitor_id and known.count() < MOST_VISITORS:
        Identity.objects.get_or_create(
            provider=Provider.VISITOR,
            appid="",
            subject=visitor_id,
            defaults={"member_id": member_id, "linked_at": at},
        )


@transaction.atomic
def _owner(*, member_id: int, provider: str, appid: str, subject: str, at: datetime) -> int | None:
    """Return whose the identity is; a free one becomes the member's."""
    lock_member(member_id=member_id)
    if provider == Provider.VISITOR:
        remember_visitor(member_id=member_id, visitor_id=subject, at=at)
        return None
    identity, _ = Identity.objects.get_or_create(
        provider=provider, appid=appid, subject=subject, defaults={"member_id": member_id, "linked_at": at}
    )
    return identity.member_id
