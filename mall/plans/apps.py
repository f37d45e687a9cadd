from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "mall.plans"
    label = "mall_plans"
    verbose_name = "付费会员与充值"
