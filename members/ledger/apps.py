from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "members.ledger"
    label = "members_ledger"
    verbose_name = "账本"
