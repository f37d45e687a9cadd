from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kernel.audit"
    label = "kernel_audit"
    verbose_name = "操作日志"
