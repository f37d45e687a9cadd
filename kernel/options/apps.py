from django.apps import AppConfig


class OptionsConfig(AppConfig):
    name = "kernel.options"
    label = "kernel_options"
    verbose_name = "运营设置"
