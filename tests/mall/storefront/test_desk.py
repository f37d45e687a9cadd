"""The home page's desk: sections with their pictures and products, chosen by name."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from kernel.audit.models import AuditEntry
from kernel.staff.roles import OPERATOR, WAREHOUSE
from mall.storefront.models import Section, SectionItem
from tests.desks.pages import english_on, signed_in
from tests.factories.catalog import ProductFactory
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db
ADD = "admin:mall_storefront_section_add"


def form_of(items=(), **fields):
    form = {"kind": "notice", "title": "公告", "text": "今天发货", "choice": "sales", "size": 10, "position": 0}
    form |= {"is_visible": "on", **fields}
    form |= {"items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": 0}
    for place, item in enumerate(items):
        form |= {f"items-{place}-{name}": value for name, value in {"position": place, **item}.items()}
    return form


def picture(name="banner.png"):
    content = io.BytesIO()
    Image.new("RGB", (15, 6)).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def test_an_operator_lays_out_a_row_of_picked_products():
    stella, product = operator_with(OPERATOR), ProductFactory()
    form = form_of(kind="products", choice="picked", items=[{"product": product.pk}])

    answer = signed_in(stella).post(reverse(ADD), form)

    assert answer.status_code == 302
    section = Section.objects.get()
    assert [item.product_id for item in section.items.all()] == [product.pk]
    assert AuditEntry.objects.get().label == "新增首页版块"


def test_a_carousel_takes_pictures(stella):
    form = form_of(kind="carousel", items=[{"title": "新到", "picture": picture()}])

    signed_in(stella).post(reverse(ADD), form)

    assert SectionItem.objects.get().picture.name.startswith("storefront/banner")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "请填写公告内容"),
        ({"kind": "products", "choice": "category"}, "请选择分类"),
        ({"kind": "carousel", "items": [{"title": "没有图"}]}, "轮播图的每一项都要有图片"),
        ({"kind": "products", "choice": "picked", "items": [{"title": "没有货"}]}, "请选择商品"),
        ({"size": 51}, "首页版块"),
    ],
)
def test_a_section_that_could_show_nothing_is_refused(stella, fields, said):
    answer = signed_in(stella).post(reverse(ADD), form_of(**fields))

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Section.objects.exists()


def test_an_operator_may_take_a_picture_off():
    section = Section.objects.create(kind="carousel")
    item = SectionItem.objects.create(section=section, title="旧", picture="storefront/a.png")
    form = form_of(kind="carousel", items=[{"id": item.pk, "section": section.pk, "title": "旧", "DELETE": "on"}])
    page = reverse("admin:mall_storefront_section_change", args=[section.pk])

    signed_in(operator_with(OPERATOR)).post(page, form | {"items-INITIAL_FORMS": 1})

    assert not SectionItem.objects.exists()


def test_the_page_speaks_chinese_and_asks_for_no_id(stella):
    page = signed_in(stella).get(reverse(ADD)).content.decode()

    assert english_on(page) == set()
    assert "admin-autocomplete" in page


def test_a_warehouse_has_no_business_here():
    assert signed_in(operator_with(WAREHOUSE)).get(reverse(ADD)).status_code == 403
