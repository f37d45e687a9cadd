"""Which products a viewer may see and buy: one rule, as a condition for lists and as an answer for rows in hand."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from mall.catalog.models import Product
from mall.catalog.querysets import in_schedule
from mall.catalog.viewers import Viewer
from members.audiences.models import AudienceMember
from members.tiers.models import Tier

ShownTo = Product.ShownTo
_Restricted = Product.audiences.through


def listed_for(viewer: Viewer) -> QuerySet[Product]:
    """Return the products on the shelf that a viewer may see at that moment, early ones included.

    Costs one query for a member (the tier), none for a visitor.
    """
    shelf = Product.objects.filter(in_schedule(viewer.at, early=viewer.early), is_on_shelf=True)
    if viewer.member_id is None:
        return shelf.filter(shown_to__in=(ShownTo.EVERYONE, ShownTo.NEWCOMERS))
    return shelf.filter(_for_member(viewer))


def _for_member(viewer: Viewer) -> Q:
    open_to = [ShownTo.EVERYONE, ShownTo.MEMBERS, *([ShownTo.NEWCOMERS] if viewer.is_newcomer else [])]
    high_enough = Tier.objects.filter(ladder="growth", threshold__lte=viewer.threshold).values("pk")
    tier = Q(min_tier__in=high_enough)
    if viewer.sees_exclusive:
        tier |= Q(min_tier=None)
    mine = AudienceMember.objects.of(viewer.member_id or 0).values("audience_id")
    inside = Exists(_Restricted.objects.filter(product_id=OuterRef("pk"), audience_id__in=mine))
    return Q(shown_to__in=open_to) | (Q(shown_to=ShownTo.TIER) & tier) | Q(inside, shown_to=ShownTo.AUDIENCES)


def is_on_sale(product: Product, viewer: Viewer) -> bool:
    """Tell whether a product is within its schedule; early access is asked for only where it decides."""
    at = viewer.at
    if product.off_at and at >= product.off_at:
        return False
    return not product.on_at or at >= product.on_at or at >= product.on_at - viewer.early


def visible_ids(products: Collection[Product], viewer: Viewer) -> frozenset[int]:
    """Return the ids of those products that a viewer may see; asks only what the products in hand call for."""
    wanted = _audiences_of([each.pk for each in products if each.shown_to == ShownTo.AUDIENCES])
    tiers = Tier.objects.in_bulk({each.min_tier_id for each in products if each.min_tier_id})
    return frozenset(
        each.pk for each in products if _may_see(each, viewer, wanted[each.pk], tiers.get(each.min_tier_id))
    )


def _may_see(product: Product, viewer: Viewer, audience_ids: set[int], min_tier: Tier | None) -> bool:
    if product.shown_to == ShownTo.EVERYONE:
        return True
    if product.shown_to == ShownTo.NEWCOMERS:
        return viewer.is_newcomer
    if viewer.member_id is None:
        return False
    if product.shown_to == ShownTo.TIER:
        return viewer.sees_exclusive if min_tier is None else viewer.threshold >= min_tier.threshold
    return product.shown_to == ShownTo.MEMBERS or bool(audience_ids & viewer.audience_ids)


def _audiences_of(product_ids: Iterable[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    ids = list(product_ids)
    if ids:
        rows = _Restricted.objects.filter(product_id__in=ids).values_list("product_id", "audience_id")
        for product_id, audience_id in rows:
            found[product_id].add(audience_id)
    return found
