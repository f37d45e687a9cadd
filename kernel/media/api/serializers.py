"""What comes in and what goes out."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.media.links import file_url
from kernel.media.models import Upload
from kernel.web.inputs import IdField, Input


class UploadInput(Input):
    file = serializers.FileField(max_length=255, allow_empty_file=True, help_text="图片文件，每次一张")


class UploadOutput(serializers.ModelSerializer[Any]):
    id = IdField(read_only=True)
    url = serializers.SerializerMethodField(help_text="图片地址")

    class Meta:
        model = Upload
        fields = ["id", "url"]

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, upload: Upload) -> str:
        return file_url(upload.file)
