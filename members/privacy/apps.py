from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "members.privacy"
    label = "members_privacy"
    verbose_name = "个人信息"
