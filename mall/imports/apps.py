from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "mall.imports"
    label = "mall_imports"
    verbose_name = "商品导入"
