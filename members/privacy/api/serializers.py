"""What clients send about consent, and what they read about copies and erasure."""

from typing import Any

from rest_framework import serializers

from kernel.media.links import absolute
from kernel.web.inputs import FlagField, IdField, Input, TextField
from members.privacy.models import DataExport, Erasure
from members.privacy.purposes import CHOICES
from members.privacy.selectors import Standing
from members.privacy.services import link_token
from members.privacy.states import ErasureState, ExportState


class ConsentInput(Input):
    purpose = serializers.ChoiceField(choices=CHOICES)
    version = TextField(max_length=20, help_text="会员看到的文本版本")
    is_granted = FlagField()


class ConsentOutput(serializers.Serializer[Standing]):
    purpose = serializers.ChoiceField(choices=CHOICES)
    label = serializers.CharField()  # type: ignore[assignment] # a field of ours, not the setting of that name
    version = serializers.CharField(help_text="现行文本版本")
    is_granted = serializers.BooleanField()
    is_current = serializers.BooleanField(help_text="最近一次选择针对的是现行版本；否则请会员重新选择")
    granted_version = serializers.CharField(help_text="同意的版本，未同意为空")
    at = serializers.DateTimeField(allow_null=True, help_text="最近一次选择的时间")


class ConsentsOutput(serializers.Serializer[Any]):
    results = ConsentOutput(many=True)


class DataExportOutput(serializers.Serializer[DataExport]):
    id = IdField(source="pk")
    state = serializers.ChoiceField(choices=ExportState.choices)
    requested_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="副本保留至")
    size_bytes = serializers.IntegerField()
    url = serializers.SerializerMethodField(help_text="下载链接，短时间内有效；再次读取可得到新的链接")

    def get_url(self, export: DataExport) -> str:
        if export.state != ExportState.READY:
            return ""
        return absolute(f"/api/v1/data-exports/{link_token(export)}")


class NewestExportOutput(serializers.Serializer[Any]):
    export = DataExportOutput(allow_null=True)


class ErasureOutput(serializers.Serializer[Erasure]):
    state = serializers.ChoiceField(choices=ErasureState.choices)
    requested_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="冷静期结束、开始执行的时间")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="执行时遇到的阻碍")


class OpenErasureOutput(serializers.Serializer[Any]):
    erasure = ErasureOutput(allow_null=True)
