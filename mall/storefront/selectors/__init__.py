"""Reads that span rooms: the home page, the configuration, products, order pages."""

from mall.storefront.selectors.home import home_sections, product_cards
from mall.storefront.selectors.orders import OrderPage, order_pages, orders_of
from mall.storefront.selectors.products import ProductPage, product_page
from mall.storefront.selectors.settings import shop_config

__all__ = [
    "OrderPage",
    "ProductPage",
    "home_sections",
    "order_pages",
    "orders_of",
    "product_cards",
    "product_page",
    "shop_config",
]
