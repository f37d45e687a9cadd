from django.apps import AppConfig


class RoofConfig(AppConfig):
    """The roof: when every room stands, it is connected."""

    name = "config"
    label = "config"
    verbose_name = "总装"

    def ready(self) -> None:
        from config import ports, subscriptions

        ports.fill()
        subscriptions.connect()
