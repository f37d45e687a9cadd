"""Hand a picture in."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.media.api.parsers import OnePictureParser
from kernel.media.api.serializers import UploadInput, UploadOutput
from kernel.media.models import Upload
from kernel.media.services import store_upload
from kernel.web.inputs import parse
from kernel.web.throttles import throttle
from kernel.web.views import MemberView

EXAMPLE = OpenApiExample(
    "已保存",
    value={"id": "42", "url": "https://shop.example/media/uploads/2026/11/5f0c7a9be1d24c36a8f7b2c4d6e81f03.jpg"},
    response_only=True,
    status_codes=["201"],
)


class UploadView(MemberView):
    parser_classes = [OnePictureParser]
    throttle_classes = [throttle("uploads")]

    @extend_schema(
        operation_id="upload_picture",
        tags=["启动"],
        summary="上传一张图片",
        description="一个文件字段 `file`。支持 JPG、PNG、WebP、GIF（取首帧），重新编码后保存，不保留拍摄信息。",
        request={"multipart/form-data": UploadInput},
        responses={201: UploadOutput},
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        file = parse(request, UploadInput)["file"]
        upload = store_upload(content=file.read(), owner_id=request.user.pk, kind=Upload.Kind.MEMBER, at=clock.now())
        return Response(UploadOutput(upload).data, status=201)
