from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "members.accounts"
    label = "members_accounts"
    verbose_name = "会员"
