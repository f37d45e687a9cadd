"""What WeChat pushed, for whoever asks why something did or did not happen."""

import json

from django.contrib import admin
from django.utils.html import format_html

from kernel.audit.desk import ReadOnlyDesk, moment_column
from kernel.wechat.models import PushReceipt


@admin.register(PushReceipt)
class PushReceiptDesk(ReadOnlyDesk):
    list_display = ["id", "kind", "event", "received"]
    list_filter = ["kind", "event"]
    date_hierarchy = "received_at"
    ordering = ["-id"]
    fields = ["kind", "event", "received", "content"]

    received = moment_column("received_at", "接收时间")

    @admin.display(description="内容")
    def content(self, receipt: PushReceipt) -> str:
        return format_html("<pre>{}</pre>", json.dumps(receipt.message, ensure_ascii=False, indent=2))
