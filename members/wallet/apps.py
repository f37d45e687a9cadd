from django.apps import AppConfig


class WalletConfig(AppConfig):
    name = "members.wallet"
    label = "members_wallet"
    verbose_name = "钱包"
