from django.apps import AppConfig


class TiersConfig(AppConfig):
    name = "members.tiers"
    label = "members_tiers"
    verbose_name = "会员等级"
