from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "kernel.audit"
    label = "kernel_audit"
    verbose_name = "操作日志"

    def ready(self) -> None:
        post_migrate.connect(_guard_tables, dispatch_uid="kernel.audit.append_only")


def _guard_tables(*, app_config: AppConfig, using: str, **_: Any) -> None:
    from kernel.audit import append_only

    append_only.install(using=using, app=app_config)
