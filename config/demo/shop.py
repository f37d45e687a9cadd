"""The demo's shelves: regions, carriers, freight, the real catalogue with drawn covers, the home page, the staff."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from kernel import clock
from kernel.audit.actors import Actor
from kernel.media.drawing.covers import draw_banner, draw_cover
from kernel.outbox.relay import deliver_pending
from kernel.staff.models import Operator
from kernel.staff.roles import ROLES
from kernel.staff.services import give_role
from mall.catalog.models import Category, Product, Sku
from mall.catalog.services.pictures import set_cover, set_icon
from mall.freight.services import seed_default_template
from mall.fulfilment.services import seed_carriers
from mall.imports.services import import_catalog
from mall.inventory.services import count_stock
from mall.storefront.models import Section, SectionItem
from members.regions.models import Region
from members.regions.services import load_regions

DATA = Path(settings.BASE_DIR) / "data" / "catalog"
PASSWORD = "siyu-demo-2026"  # noqa: S105 - printed on the demo's first screen, refused in production
SCARCE_SKU = "1006013-01"
Say = Callable[[str], None]


def seed_staff() -> None:
    """Make the superuser and one operator per role; never in production."""
    if settings.IS_PRODUCTION:
        raise ImproperlyConfigured("demo staff has a known password: not in production")
    if not Operator.objects.filter(username="admin").exists():
        Operator.objects.create_superuser("admin", password=PASSWORD, display_name="店长")
    for role in ROLES:
        if not Operator.objects.filter(username=role.code).exists():
            staff = Operator.objects.create_user(role.code, password=PASSWORD, display_name=f"{role.name}小组")
            give_role(operator_id=staff.pk, role=role)


def seed_shelves(say: Say) -> None:
    """Fill the catalogue, its stock and what delivery needs. Twice is once."""
    if not Region.objects.exists():
        load_regions(path=DATA / "regions.csv")
    seed_carriers()
    seed_default_template()
    if Product.objects.goods().count() < len((DATA / "products.jsonl").read_text(encoding="utf8").splitlines()):
        _import_products()
    say(f"商品 {Product.objects.goods().count()} 个，分类 {Category.objects.count()} 个")
    deliver_pending()
    _keep_scarce()


def _import_products() -> None:
    # Once only: a second import would put back what operators have changed since.
    report = import_catalog(folder=DATA, actor=Actor.system(), at=clock.now())
    if report.refused:
        raise RuntimeError(f"the demo's own catalogue was refused: {report.as_json()}")


def _keep_scarce() -> None:
    """Leave exactly two pieces of one SKU and few of some others: what is scarce should be seen to be scarce."""
    goods = Sku.objects.filter(product__in=Product.objects.goods())
    sku = goods.filter(code=SCARCE_SKU).first() or goods.order_by("id").first()
    others = goods.exclude(pk=sku.pk if sku else 0).order_by("-id")[:4]
    for each, left in [(sku, 2), *((other, 5) for other in others)]:
        if each is not None and not each.product.cover:
            count_stock(sku_id=each.pk, on_hand=left, reason="演示：少量库存", actor=Actor.system(), at=clock.now())


def seed_pictures(say: Say) -> None:
    """Draw the covers that are missing, on every core: the data has no pictures."""
    missing = list(Product.objects.goods().filter(cover="").select_related("category").order_by("id"))
    say(f"绘制主图 {len(missing)} 张")
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        drawn = pool.map(_cover, [(p.name, p.subtitle, p.code, p.category.name) for p in missing], chunksize=8)
        for product, content in zip(missing, drawn, strict=True):
            set_cover(product_id=product.pk, content=content)
    for category in Category.objects.filter(parent=None, icon=""):
        content = draw_cover(title=category.name, subtitle=category.description, seed=category.code, hint=category.name)
        set_icon(category_id=category.pk, content=content)


def _cover(words: tuple[str, str, str, str]) -> bytes:
    title, subtitle, seed, hint = words
    return draw_cover(title=title, subtitle=subtitle, seed=seed, hint=hint)


def seed_home() -> None:
    """Lay out the home page, unless operators have done so."""
    if Section.objects.exists():
        return
    kinds, choices = Section.Kind, Section.Choice
    Section.objects.create(
        kind=kinds.NOTICE, title="公告", text="全场满 88 元包邮，新疆、西藏、青海除外。演示店铺，付款不会真实扣款。"
    )
    carousel = Section.objects.create(kind=kinds.CAROUSEL, title="精选", position=1)
    for place, product in enumerate(Product.objects.filter(is_on_shelf=True).order_by("-price_fen")[:3]):
        picture = draw_banner(title=product.name, subtitle=product.subtitle, seed=product.code)
        item = SectionItem(section=carousel, product=product, title=product.name, position=place)
        item.picture.save(f"banner-{product.code}.webp", ContentFile(picture), save=False)
        item.save()
    Section.objects.create(kind=kinds.CATEGORIES, title="分类", position=2)
    Section.objects.create(kind=kinds.PRODUCTS, title="热销", choice=choices.SALES, size=8, position=3)
    Section.objects.create(kind=kinds.PRODUCTS, title="新品", choice=choices.NEW, size=8, position=4)
    for place, category in enumerate(Category.objects.filter(parent=None).order_by("position", "id")[:2]):
        Section.objects.create(
            kind=kinds.PRODUCTS, title=category.name, choice=choices.CATEGORY, category=category, size=8,
            position=5 + place,
        )  # fmt: skip
