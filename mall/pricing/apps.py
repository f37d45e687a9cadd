from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "mall.pricing"
    label = "mall_pricing"
    verbose_name = "计价"
