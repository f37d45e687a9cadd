from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "kernel.media"
    label = "kernel_media"
    verbose_name = "素材与图片"
