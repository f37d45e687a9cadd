from django.apps import AppConfig


class RewardsConfig(AppConfig):
    name = "mall.rewards"
    label = "mall_rewards"
    verbose_name = "购物奖励"
