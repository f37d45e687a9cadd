"""Operators keep the catalogue in the admin; prices and the shelf move through services, on record."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kernel.audit.actors import Actor
from kernel.audit.models import AuditEntry
from kernel.outbox.models import StoredFact
from mall.catalog.models import Attribute, Brand, Category, HotWord, Picture, Product, SearchCount, SearchEntry, Sku
from mall.catalog.services import take_off_shelf
from tests.factories.audiences import audience_of
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, stella):
    client.force_login(stella)
    return client


def page(model, view="changelist", *args) -> str:
    return reverse(f"admin:mall_catalog_{model._meta.model_name}_{view}", args=args)


def picture() -> bytes:
    """A small PNG with a text hidden in it."""
    out, hidden = BytesIO(), PngInfo()
    hidden.add_text("comment", "secret")
    Image.new("RGB", (40, 30), "teal").save(out, "PNG", pnginfo=hidden)
    return out.getvalue()


def product_data(product, skus=(), attributes=(), pictures=(), **changes) -> dict:
    data = {
        "code": product.code,
        "name": product.name,
        "subtitle": product.subtitle,
        "category": product.category_id,
        "brand": "",
        "kind": product.kind,
        "shown_to": product.shown_to,
        "unit": product.unit,
        "keywords": "，".join(product.keywords),
        "tags": "，".join(product.tags),
        "weight": product.weight,
        "description_html": product.description_html,
    }
    for prefix, rows, initial in (
        ("skus", skus, product.skus.count() if product.pk else 0),
        ("pictures", pictures, product.pictures.count() if product.pk else 0),
        ("attributes", attributes, 0),
    ):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
        for place, row in enumerate(rows):
            data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data | changes


def sku_data(sku=None, **changes) -> dict:
    row = {"price_fen": "10.00", "list_price_fen": "", "weight_grams": 500, "is_active": "on"}
    if sku:
        row |= {"id": sku.pk, "product": sku.product_id, "code": sku.code}
    return row | changes


@pytest.mark.parametrize("model", [Product, Category, Brand, HotWord, SearchCount])
def test_every_list_opens_in_chinese(desk, model):
    SkuFactory(product__brand=BrandFactory())

    answer = desk.get(page(model))

    assert answer.status_code == 200
    assert str(model._meta.verbose_name_plural) in answer.content.decode()


@pytest.mark.parametrize("model", [Product, Category, Brand, HotWord])
def test_every_form_opens(desk, model):
    assert desk.get(page(model, "add")).status_code == 200


def test_the_product_page_and_its_history_open(desk):
    sku = SkuFactory()

    assert desk.get(page(Product, "change", sku.product_id)).status_code == 200
    assert desk.get(page(Product, "history", sku.product_id)).status_code == 200
    assert desk.get(page(Category, "change", sku.product.category_id)).status_code == 200
    assert desk.get(page(Category, "history", sku.product.category_id)).status_code == 200


def test_an_old_version_is_shown_in_chinese_and_cannot_be_brought_back(desk, stella):
    sku = SkuFactory()
    take_off_shelf(product_id=sku.product_id, actor=Actor.operator(stella.pk))

    history = desk.get(page(Product, "history", sku.product_id)).content.decode()
    oldest = Product.history.earliest("history_date")
    desk.post(reverse("admin:mall_catalog_product_simple_history", args=[sku.product_id, oldest.pk]), {})

    assert "已上架" in history
    assert "None" not in history
    assert not Product.objects.get().is_on_shelf


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_any_number_of_products(desk, count, django_assert_max_num_queries):
    for _ in range(count):
        SkuFactory(product__brand=BrandFactory())

    with django_assert_max_num_queries(12):
        assert desk.get(page(Product)).status_code == 200


def test_a_new_product_comes_with_its_skus_and_is_found(desk):
    product = Product(code="n1", name="羊毛被", category=CategoryFactory(), keywords=["被子"])
    rows = [
        sku_data(code="n1-w", options_text="颜色：白", price_fen="12.34", list_price_fen="20", stock="7"),
        sku_data(code="n1-r", options_text="颜色：红", price_fen="15"),
    ]

    answer = desk.post(
        page(Product, "add"), product_data(product, rows, [{"name": "面料", "value": "棉", "position": 0}])
    )

    assert answer.status_code == 302
    saved = Product.objects.get()
    assert (saved.price_fen, saved.list_price_fen, saved.is_on_shelf) == (1234, 2000, False)
    assert Sku.objects.get(code="n1-w").options == [["颜色", "白"]]
    assert StoredFact.objects.get(name="mall.catalog.stock_declared").payload["quantity"] == 7
    assert "羊毛" in SearchEntry.objects.get(product=saved).words
    assert Attribute.objects.get().value == "棉"


def test_a_price_typed_on_the_page_goes_through_the_service(desk, stella):
    sku = SkuFactory(price_fen=1000)

    answer = desk.post(
        page(Product, "change", sku.product_id), product_data(sku.product, [sku_data(sku, price_fen="8.80")])
    )

    assert answer.status_code == 302
    assert Product.objects.get().price_fen == 880
    assert StoredFact.objects.get().name == "mall.catalog.price_changed"
    entry = AuditEntry.objects.get(action="mall.catalog.change_price")
    assert (entry.actor_id, entry.after["price_fen"]) == (stella.pk, 880)


def test_an_open_page_does_not_bring_old_stock_and_sales_back(desk):
    sku = SkuFactory()
    data = product_data(sku.product, [sku_data(sku)], name="新名字")
    Product.objects.update(sales=9, in_stock=False)

    desk.post(page(Product, "change", sku.product_id), data)

    product = Product.objects.get()
    assert (product.name, product.sales, product.in_stock) == ("新名字", 9, False)
    assert SearchEntry.objects.get().words.startswith("名字") or "名字" in SearchEntry.objects.get().words


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"price_fen": "0"}, "金额应在"),
        ({"price_fen": "-1"}, "请输入金额"),
        ({"price_fen": "1.234"}, "请输入金额"),
        ({"price_fen": "10", "list_price_fen": "9"}, "划线价不能低于售价"),
    ],
)
def test_a_price_that_makes_no_sense_is_said_on_the_page(desk, row, said):
    sku = SkuFactory()

    answer = desk.post(page(Product, "change", sku.product_id), product_data(sku.product, [sku_data(sku, **row)]))

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert Sku.objects.get().price_fen == 1000


def test_skus_that_clash_are_said_on_the_page(desk):
    sku = SkuFactory(options=[["颜色", "白"]])
    for text, said in (("颜色：白", "规格组合相同"), ("尺码：M", "规格名必须一致"), ("白色", "应写成")):
        rows = [sku_data(sku), sku_data(code="new", options_text=text)]

        answer = desk.post(page(Product, "change", sku.product_id), product_data(sku.product, rows))

        assert said in answer.content.decode()
    assert Sku.objects.count() == 1


def test_a_cover_is_encoded_anew_under_another_name_and_shown_small(desk):
    sku = SkuFactory()
    change = page(Product, "change", sku.product_id)
    cover = SimpleUploadedFile("evil.php.png", picture())

    answer = desk.post(change, product_data(sku.product, [sku_data(sku)], cover=cover))

    assert answer.status_code == 302
    saved = Product.objects.get().cover
    assert saved.name.startswith("catalog/covers/")
    assert saved.name.endswith(".webp")
    with saved.open() as stored:
        assert b"secret" not in stored.read()
    assert "<img" in desk.get(page(Product)).content.decode()


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused_on_the_page(desk, content):
    sku = SkuFactory()
    data = product_data(sku.product, [sku_data(sku)], cover=SimpleUploadedFile("cover.png", content))

    answer = desk.post(page(Product, "change", sku.product_id), data)

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["cover"]
    assert not Product.objects.get().cover


def test_pictures_of_a_product_are_added_and_removed(desk):
    sku = SkuFactory()
    change = page(Product, "change", sku.product_id)
    one = {"file": SimpleUploadedFile("a.png", picture()), "position": 1}

    desk.post(change, product_data(sku.product, [sku_data(sku)], pictures=[one]))
    kept = Picture.objects.get()
    gone = {"id": kept.pk, "product": sku.product_id, "position": 1, "DELETE": "on"}
    desk.post(change, product_data(sku.product, [sku_data(sku)], pictures=[gone]))

    assert kept.file.name.startswith("catalog/pictures/")
    assert not Picture.objects.exists()


def test_the_shelf_moves_by_action(desk):
    sku = SkuFactory()
    change = page(Product, "change", sku.product_id)

    assert desk.get(f"{change}").status_code == 200
    for action, on_shelf, archived in (
        ("take_off_shelf", False, False),
        ("put_on_shelf", True, False),
        ("archive", False, True),
        ("restore", False, False),
    ):
        url = reverse(f"admin:mall_catalog_product_{action}", args=[sku.product_id])
        assert desk.get(url).status_code == 200
        assert desk.post(url).status_code == 302
        product = Product.objects.get()
        assert (product.is_on_shelf, product.archived_at is not None) == (on_shelf, archived)


def test_many_products_leave_the_shelf_at_once(desk):
    skus = [SkuFactory() for _ in range(3)]
    chosen = [sku.product_id for sku in skus[:2]]

    desk.post(page(Product), {"action": "unshelve_selected", "_selected_action": chosen})

    assert list(Product.objects.filter(is_on_shelf=True)) == [skus[2].product]


def test_a_category_moves_by_action_and_keeps_the_rules(desk):
    home, kitchen = CategoryFactory(name="居家"), CategoryFactory(name="餐厨")
    below = CategoryFactory(parent=home)
    url = reverse("admin:mall_catalog_category_move", args=[home.pk])

    assert desk.get(url).status_code == 200
    refused = desk.post(url, {"parent": below.pk, "position": 1})
    assert "不能把分类移到它自己或它的下级之下" in refused.content.decode()
    assert desk.post(url, {"parent": kitchen.pk, "position": 1}).status_code == 302

    assert Category.objects.get(pk=home.pk).parent == kitchen


def test_a_renamed_category_is_found_by_its_new_name(desk):
    sku = SkuFactory()
    category = sku.product.category

    data = {"code": category.code, "name": "家具", "description": "", "is_visible": "on"}
    answer = desk.post(page(Category, "change", category.pk), data)

    assert answer.status_code == 302
    assert "家具" in SearchEntry.objects.get(product=sku.product).words


def test_nothing_of_the_catalogue_can_be_deleted(desk):
    sku = SkuFactory()

    assert desk.post(page(Product, "delete", sku.product_id), {"post": "yes"}).status_code == 403
    assert desk.post(page(Category, "delete", sku.product.category_id), {"post": "yes"}).status_code == 403
    assert Product.objects.count() == 1


def test_a_product_is_kept_for_an_audience(desk, alice):
    product, friends = ProductFactory(), audience_of(alice)
    page = f"/admin/mall_catalog/product/{product.pk}/change/"

    desk.post(page, product_data(product, shown_to="audiences", audiences=[friends.pk]), follow=True)

    product.refresh_from_db()
    assert (product.shown_to, list(product.audiences.all())) == ("audiences", [friends])
    desk.post(page, product_data(product, shown_to="everyone", audiences=[friends.pk]), follow=True)
    assert list(product.audiences.all()) == []


def test_a_product_for_nobody_is_refused_on_the_page(desk):
    product = ProductFactory()

    answer = desk.post(f"/admin/mall_catalog/product/{product.pk}/change/", product_data(product, shown_to="audiences"))

    assert "请选择人群" in answer.content.decode()
    product.refresh_from_db()
    assert product.shown_to == "everyone"
