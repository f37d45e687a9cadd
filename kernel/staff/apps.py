from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "kernel.staff"
    label = "kernel_staff"
    verbose_name = "员工与角色"
