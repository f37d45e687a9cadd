from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "mall.orders"
    label = "mall_orders"
    verbose_name = "订单"
