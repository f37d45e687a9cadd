"""Freight templates in the admin: areas by name, money in yuan, products by name."""

from typing import Any

import pytest
from django.test import Client

from mall.catalog.models import Product
from mall.freight.models import FreightTemplate
from mall.freight.services import seed_default_template
from tests.factories.catalog import ProductFactory


@pytest.fixture
def desk(stella: Any) -> Client:
    client = Client()
    client.force_login(stella)
    return client


@pytest.fixture
def heavy(db: None) -> FreightTemplate:
    return FreightTemplate.objects.create(name="大件", unit="weight")


def test_a_template_opens_with_its_areas(desk: Client) -> None:
    template = seed_default_template()

    page = desk.get(f"/admin/mall_freight/freighttemplate/{template.pk}/change/")

    assert page.status_code == 200
    assert "88.00" in page.content.decode()


def test_products_are_chosen_by_name_and_the_others_fall_back(desk: Client, heavy: FreightTemplate) -> None:
    sofa, lamp = ProductFactory(name="沙发"), ProductFactory(name="台灯", freight_template_id=heavy.pk)
    path = f"/admin/mall_freight/freighttemplate/{heavy.pk}/choose-products/"
    opened = desk.get(path, follow=True)

    answer = desk.post(opened.request["PATH_INFO"], {"products": [sofa.pk]}, follow=True)

    assert answer.status_code == 200
    assert dict(Product.objects.values_list("name", "freight_template_id")) == {"沙发": heavy.pk, "台灯": None}
    assert lamp.name in opened.content.decode()


def test_the_default_template_needs_no_products(desk: Client) -> None:
    template = seed_default_template()

    page = desk.get(f"/admin/mall_freight/freighttemplate/{template.pk}/change/").content.decode()

    assert "适用商品" not in page
