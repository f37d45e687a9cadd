"""One picture in a multipart body, refused by its announced size before a byte of it is read."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import DataAndFiles, MultiPartParser

from kernel.errors import Invalid
from kernel.media.pictures import ImageTooLarge
from kernel.media.services import max_bytes

# Boundaries and part headers around the file.
ENVELOPE_BYTES = 16 * 1024


class OneFileOnly(Invalid):
    code, title = "one_file_only", "每次只能上传一张图片"


class OnePictureParser(MultiPartParser):
    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":
        request = (parser_context or {})["request"]
        # A body without a length is read as empty by the server, so the announced size is the real limit.
        announced = str(request.META.get("CONTENT_LENGTH", ""))
        if announced.isdecimal() and int(announced) > max_bytes() + ENVELOPE_BYTES:
            raise ImageTooLarge
        parsed = super().parse(stream, media_type, parser_context)
        if sum(len(files) for _, files in parsed.files.lists()) > 1:
            raise OneFileOnly
        return parsed
