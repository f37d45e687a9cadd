from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kernel.web"
    label = "kernel_web"
    verbose_name = "接口"

    def ready(self) -> None:
        from kernel.web import paths

        paths.register()
