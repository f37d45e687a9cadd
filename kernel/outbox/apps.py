from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "kernel.outbox"
    label = "kernel_outbox"
    verbose_name = "业务事件"

    def ready(self) -> None:
        # A stored fact is decoded by its name, so every room's facts are known in every process.
        autodiscover_modules("facts")
