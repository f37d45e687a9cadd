from django.apps import AppConfig


class WechatConfig(AppConfig):
    name = "kernel.wechat"
    label = "kernel_wechat"
    verbose_name = "微信接入"
