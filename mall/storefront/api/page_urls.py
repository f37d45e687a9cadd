from django.urls import path

from mall.storefront.api import pages

urlpatterns = [
    path("", pages.home, name="shop-home"),
    path("category/<id:category_id>", pages.category, name="shop-category"),
    path("search", pages.search, name="shop-search"),
    path("product/<id:product_id>", pages.product, name="shop-product"),
]
