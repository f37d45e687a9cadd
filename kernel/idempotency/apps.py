from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "kernel.idempotency"
    label = "kernel_idempotency"
    verbose_name = "幂等记录"
