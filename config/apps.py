from django.apps import AppConfig
from django.contrib.admin import apps as admin


class RoofConfig(AppConfig):
    """The roof: when every room stands, it is connected."""

    default = True
    name = "config"
    label = "config"
    verbose_name = "总装"

    def ready(self) -> None:
        from config import ports, slow_queries, subscriptions

        ports.fill()
        subscriptions.connect()
        slow_queries.watch()


class SiyuAdminConfig(admin.AdminConfig):
    """Django's admin with our site in place of its own, so that `@admin.register` means ours."""

    default = False
    default_site = "config.desks.site.SiyuAdminSite"
