from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "mall.catalog"
    label = "mall_catalog"
    verbose_name = "商品"
