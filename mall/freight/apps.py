from django.apps import AppConfig


class FreightConfig(AppConfig):
    name = "mall.freight"
    label = "mall_freight"
    verbose_name = "运费"
