from django.apps import AppConfig


class PointsmallConfig(AppConfig):
    name = "mall.pointsmall"
    label = "mall_pointsmall"
    verbose_name = "积分商城"
