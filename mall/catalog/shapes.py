"""Frozen values that go into and come out of the catalogue."""

from dataclasses import dataclass
from datetime import datetime

from mall.catalog.viewers import Viewer

# What a form or a sheet may declare of one SKU.
MAX_STOCK = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class CategoryIn:
    """One category to be saved, below another one or at the top."""

    code: str
    name: str
    parent_id: int | None = None
    description: str = ""
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class BrandIn:
    code: str
    name: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class SkuIn:
    """One SKU to be saved. `options` are (name, value) pairs; `stock` is declared once, when the SKU is new.

    A weight of None leaves what is known, or takes the default.
    """

    code: str
    price_fen: int
    options: tuple[tuple[str, str], ...] = ()
    list_price_fen: int | None = None
    weight_grams: int | None = None
    stock: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProductIn:
    """One product to be saved, with SKUs it should have. Fields that are None leave what is known."""

    code: str
    name: str
    category_id: int
    skus: tuple[SkuIn, ...]
    subtitle: str = ""
    brand_id: int | None = None
    kind: str | None = None
    unit: str = "件"
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] | None = None
    attributes: tuple[tuple[str, str], ...] | None = None
    description_html: str | None = None
    is_on_shelf: bool = False


@dataclass(frozen=True)
class SpecialPrice:
    """A unit price for some, in fen; `source` says whose, `label` what members read."""

    source: str
    label: str
    price_fen: int


@dataclass(frozen=True, kw_only=True)
class SellableSku:
    """What a cart, a quote and an order need to know of a SKU. `why_not` is Chinese, empty if it can be bought.

    `why_code` says the same to programs: off_shelf, not_yet, inactive, service, not_for_you. `special` is the viewer's
    lowest special price, which may be above the shelf's.
    """

    sku_id: int
    product_id: int
    product_name: str
    product_kind: str
    options: str
    cover_url: str
    price_fen: int
    list_price_fen: int | None
    weight_grams: int
    volume_cm3: int
    category_id: int
    brand_id: int | None
    freight_template_id: int | None
    is_for_newcomers: bool
    is_buyable: bool
    why_not: str
    why_code: str
    special: SpecialPrice | None = None


@dataclass(frozen=True, kw_only=True)
class ProductFilter:
    """What a list of products is narrowed to. An empty `q` searches nothing; `at` decides what is on the shelf.

    `viewer` decides what of it is shown: without one, what a visitor sees.
    """

    at: datetime
    viewer: Viewer | None = None
    category_id: int | None = None
    brand_id: int | None = None
    q: str = ""
    price_min_fen: int | None = None
    price_max_fen: int | None = None
    in_stock: bool | None = None
    sort: str = "default"
