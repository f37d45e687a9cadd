from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule


class OptionsConfig(AppConfig):
    name = "kernel.options"
    label = "kernel_options"
    verbose_name = "运营设置"

    def ready(self) -> None:
        """Load every room's options, so that the admin lists them before anyone has used them."""
        for config in apps.get_app_configs():
            if config.name in settings.ROOMS and config.module and module_has_submodule(config.module, "options"):
                import_module(f"{config.name}.options")
