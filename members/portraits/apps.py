from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    name = "members.portraits"
    label = "members_portraits"
    verbose_name = "会员画像"
