"""What must hold of members (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import Count, Q

from members.accounts.models import Member


def one_default_address() -> Iterator[str]:
    """A member who has addresses has exactly one default."""
    counted = Member.objects.annotate(
        total=Count("addresses"), chosen=Count("addresses", Q(addresses__is_default=True))
    )
    for member in counted.filter(total__gt=0).exclude(chosen=1).iterator():
        yield f"会员 {member.pk}：{member.total} 个地址中有 {member.chosen} 个默认地址"


def only_active_members_are_signed_in() -> Iterator[str]:
    """Whoever is banned or erased has no live session."""
    signed_in = Member.objects.exclude(state=Member.State.ACTIVE).filter(
        sessions__revoked_at=None, sessions__isnull=False
    )
    for pk in signed_in.distinct().values_list("pk", flat=True).iterator():
        yield f"会员 {pk}：已停用或注销，但仍有未撤销的会话"


def erased_members_keep_no_identifier() -> Iterator[str]:
    """Nothing of an erased member tells who they were."""
    kept = ~Q(phone_digest="") | ~Q(avatar="") | ~Q(birthday_on=None) | ~Q(identities=None) | ~Q(addresses=None)
    erased = Member.objects.filter(kept, state=Member.State.ERASED)
    for pk in erased.distinct().values_list("pk", flat=True).iterator():
        yield f"会员 {pk}：已注销，但仍留有可识别本人的信息"


CHECKS = (
    ("会员：有地址者恰有一个默认地址", one_default_address),
    ("会员：停用或注销后没有有效会话", only_active_members_are_signed_in),
    ("会员：注销后不留身份信息", erased_members_keep_no_identifier),
)
