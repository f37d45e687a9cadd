from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "kernel.outbox"
    label = "kernel_outbox"
    verbose_name = "业务事件"
