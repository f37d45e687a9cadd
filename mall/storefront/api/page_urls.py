from django.urls import path

from mall.storefront.api import pages, review_pages

urlpatterns = [
    path("", pages.home, name="shop-home"),
    path("category/<id:category_id>", pages.category, name="shop-category"),
    path("search", pages.search, name="shop-search"),
    path("product/<id:product_id>", pages.product, name="shop-product"),
    path("product/<id:product_id>/reviews", review_pages.reviews, name="shop-product-reviews"),
]
