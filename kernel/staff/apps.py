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

    # Django makes the permissions app by app; only after the last one that has models are they all there.
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if app_config is last and using == "default":
        seed_roles()
