from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "mall.fulfilment"
    label = "mall_fulfilment"
    verbose_name = "发货与物流"
