"""The home page: one query for the sections, a constant number for each kind."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mall.catalog.files import public_url
from mall.catalog.selectors import ProductFilter, Viewer, category_tree, listed_for, product_rows
from mall.storefront.models import Section, SectionItem
from mall.storefront.ports import find_filler


def home_sections(*, viewer: Viewer) -> list[dict[str, Any]]:
    """Return the sections that a viewer sees, in order with their items; one without items is left out."""
    sections = Section.objects.filter(is_visible=True)
    found = []
    for section in sections.prefetch_related("items__product", "items__category", "audiences"):
        filler = find_filler(section.kind)
        items = filler.fill(section, viewer=viewer) if filler and _is_for(section, viewer) else []
        if items:
            found.append(_shown(section, items))
    return found


def _is_for(section: Section, viewer: Viewer) -> bool:
    """Tell whether a section is shown to everybody, or to an audience the viewer is in."""
    audience_ids = {audience.pk for audience in section.audiences.all()}
    return not audience_ids or bool(audience_ids & viewer.audience_ids)


def _shown(section: Section, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a section as clients know it; `category_id` is where "more" leads."""
    category_id = str(section.category_id) if section.category_id else None
    return {
        "id": str(section.pk),
        "kind": section.kind,
        "title": section.title,
        "category_id": category_id,
        "items": list(items),
    }


def product_cards(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what a list shows of products, from `product_rows`. Amounts in fen."""
    return [
        {
            "id": str(row["id"]),
            "name": row["name"],
            "subtitle": row["subtitle"],
            "cover_url": public_url(row["cover"]),
            "price_fen": row["price_fen"],
            "list_price_fen": row["list_price_fen"],
            "sales": row["sales"],
            "tags": row["tags"],
        }
        for row in rows
    ]


class Carousel:
    kind = Section.Kind.CAROUSEL

    def fill(self, section: Section, *, viewer: Viewer) -> Sequence[dict[str, Any]]:
        shown = [item for item in section.items.all() if item.picture]
        return [{"title": i.title, "picture_url": public_url(i.picture), **_target(i)} for i in shown]


class CategoryGrid:
    kind = Section.Kind.CATEGORIES

    def fill(self, section: Section, *, viewer: Viewer) -> Sequence[dict[str, Any]]:
        nodes = category_tree()[: section.size]
        return [{"category_id": str(node.id), "name": node.name, "icon_url": node.icon_url} for node in nodes]


class ProductRow:
    kind = Section.Kind.PRODUCTS

    def fill(self, section: Section, *, viewer: Viewer) -> Sequence[dict[str, Any]]:
        if section.choice == Section.Choice.PICKED:
            return product_cards(_picked(section, viewer))
        sort = "new" if section.choice == Section.Choice.NEW else "sales"
        wanted = ProductFilter(at=viewer.at, viewer=viewer, category_id=section.category_id, sort=sort)
        return product_cards(product_rows(wanted)[: section.size])


class Notice:
    kind = Section.Kind.NOTICE

    def fill(self, section: Section, *, viewer: Viewer) -> Sequence[dict[str, Any]]:
        return [{"text": section.text}] if section.text else []


FILLERS = (Carousel(), CategoryGrid(), ProductRow(), Notice())


def _target(item: SectionItem) -> dict[str, Any]:
    return {
        "product_id": str(item.product_id) if item.product_id else None,
        "category_id": str(item.category_id) if item.category_id else None,
    }


def _picked(section: Section, viewer: Viewer) -> list[dict[str, Any]]:
    """Return the picked products that are on the shelf, in the operator's order."""
    wanted = [item.product_id for item in section.items.all() if item.product_id]
    fields = ("id", "name", "subtitle", "cover", "price_fen", "list_price_fen", "sales", "tags")
    rows = {row["id"]: row for row in listed_for(viewer).filter(pk__in=wanted).values(*fields)}
    return [rows[product_id] for product_id in wanted if product_id in rows][: section.size]
