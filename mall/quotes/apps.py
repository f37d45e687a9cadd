from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "mall.quotes"
    label = "mall_quotes"
    verbose_name = "报价"
