from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "mall.storefront"
    label = "mall_storefront"
    verbose_name = "店铺前台"
