"""Some of the demo's members are old friends: a price, a product and a row of the home page are for them alone."""

from collections.abc import Mapping

from kernel import clock
from mall.catalog.models import AudiencePrice, Product, Sku
from mall.storefront.models import Section
from members.accounts.models import Member
from members.audiences.models import Audience
from members.audiences.services import add_members, ensure_audience

FRIENDS = "old-friends"


def seed_audiences(members: Mapping[str, Member]) -> int:
    """Make the audience and what hangs on it, unless operators have one of that code; return how many there are."""
    if not Audience.objects.filter(code=FRIENDS).exists():
        at = clock.now()
        kind = Audience.Kind.STATIC
        friends = ensure_audience(code=FRIENDS, name="老朋友", description="买过三次以上的会员", kind=kind, at=at)
        add_members(audience_id=friends, member_ids=[members[key].pk for key in ("alice", "bob")], at=at)
        _keep_for(friends)
    return Audience.objects.count()


def _keep_for(audience_id: int) -> None:
    goods = list(Sku.objects.filter(is_active=True, product__is_on_shelf=True).order_by("-price_fen", "id")[:6])
    for sku in goods[:2]:
        AudiencePrice.objects.create(
            sku=sku, audience_id=audience_id, label="老友价", price_fen=sku.price_fen * 85 // 100
        )
    for sku, shown_to in zip(goods[3:6], ("audiences", "members", "newcomers"), strict=False):
        Product.objects.filter(pk=sku.product_id).update(shown_to=shown_to)
        if shown_to == Product.ShownTo.AUDIENCES:
            sku.product.audiences.set([audience_id])
    section = Section.objects.create(
        kind=Section.Kind.NOTICE, title="老友专享", text="老友价八五折，仅您可见。", position=1
    )
    section.audiences.set([audience_id])
