"""What a SKU costs this viewer as a member of an audience: asked in the statement that reads the SKUs."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from mall.catalog.models import AudiencePrice, Sku
from mall.catalog.shapes import SpecialPrice
from mall.catalog.viewers import Viewer
from members.audiences.models import AudienceMember


def with_specials(skus: QuerySet[Sku], viewer: Viewer) -> QuerySet[Sku]:
    """Let SKUs carry the id of the viewer's lowest special price; no statement more."""
    if viewer.member_id is None:
        return skus
    mine = AudienceMember.objects.of(viewer.member_id).values("audience_id")
    prices = AudiencePrice.objects.open(viewer.at).filter(sku=OuterRef("pk"), audience_id__in=mine)
    return skus.annotate(special_id=Subquery(prices.order_by("price_fen", "id").values("pk")[:1]))


def specials_of(skus: Iterable[Sku]) -> dict[int, SpecialPrice]:
    """Return the special prices that SKUs read by `with_specials` carry, by SKU id; one query, none without any."""
    ids = {sku.pk: special_id for sku in skus if (special_id := getattr(sku, "special_id", None)) is not None}
    found = AudiencePrice.objects.in_bulk(set(ids.values())) if ids else {}
    return {
        sku_id: SpecialPrice(f"audience:{found[pk].audience_id}", found[pk].label, found[pk].price_fen)
        for sku_id, pk in ids.items()
    }
