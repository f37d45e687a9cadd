"""Pictures that were handed in, to be looked at."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel.audit.desk import ReadOnlyDesk, moment_column
from kernel.media.links import thumbnail_path
from kernel.media.models import Upload


@admin.register(Upload)
class UploadDesk(ReadOnlyDesk):
    list_display = ["preview", "kind", "size", "weight", "created"]
    list_filter = ["kind", "content_type"]
    date_hierarchy = "created_at"
    ordering = ["-id"]
    fields = ["picture", "kind", "owner_id", "content_type", "size", "weight", "sha256", "created"]

    created = moment_column("created_at", "上传时间")

    @admin.display(description="图片")
    def preview(self, upload: Upload) -> SafeString:
        return format_html('<img src="{}" width="64" height="64" alt="">', thumbnail_path(upload.file, "128x128"))

    @admin.display(description="图片")
    def picture(self, upload: Upload) -> SafeString:
        return format_html('<img src="{}" style="max-width: 480px" alt="">', upload.file.url)

    @admin.display(description="尺寸")
    def size(self, upload: Upload) -> str:
        return f"{upload.width} × {upload.height}"

    @admin.display(description="大小", ordering="size_bytes")
    def weight(self, upload: Upload) -> str:
        return f"{upload.size_bytes / 1024:.0f} KB"
