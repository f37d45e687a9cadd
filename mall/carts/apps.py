from django.apps import AppConfig


class CartsConfig(AppConfig):
    name = "mall.carts"
    label = "mall_carts"
    verbose_name = "购物车"
