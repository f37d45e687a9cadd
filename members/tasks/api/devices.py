"""Which device a request comes from, by the header `X-Device-Id`; only its digest goes further."""

import re

from drf_spectacular.utils import OpenApiParameter

from kernel.errors import Invalid
from kernel.web.callers import MemberRequest
from members.tasks.services import digest_of_device

HEADER = "X-Device-Id"
_ID = re.compile(r"[\x21-\x7e]{1,128}")
DEVICE_ID = OpenApiParameter(
    name=HEADER,
    type={"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[\\x21-\\x7e]+$"},
    location=OpenApiParameter.HEADER,
    required=False,
    description="设备标识，用于同一设备只奖励一次；商城可设为必填。",
)


class DeviceInvalid(Invalid):
    code, title = "device_invalid", "X-Device-Id 须为 1-128 个可见 ASCII 字符"


def device_of(request: MemberRequest) -> str:
    """Return the digest of the device's id, or nothing where the client tells none.

    :raises DeviceInvalid: no printable text of at most 128 characters.
    """
    told = request.headers.get(HEADER, "")
    if told and not _ID.fullmatch(told):
        raise DeviceInvalid
    return digest_of_device(told)
