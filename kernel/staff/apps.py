from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    name = "kernel.staff"
    label = "kernel_staff"
    verbose_name = "员工与角色"

    def ready(self) -> None:
        post_migrate.connect(_seed_roles, dispatch_uid="kernel.staff.roles")


def _seed_roles(*, app_config: AppConfig, using: str, **_: Any) -> None:
    from kernel.staff.services import seed_roles

    # Django makes the permissions app by app; only after the last one are they all there.
    if app_config is list(apps.get_app_configs())[-1] and using == "default":
        seed_roles()
