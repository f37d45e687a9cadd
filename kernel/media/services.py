"""Take pictures in."""

import hashlib
import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kernel import clock
from kernel.media.models import Upload
from kernel.media.options import MAX_MEGABYTES, MAX_MEGAPIXELS
from kernel.media.pictures import ImageTooLarge, Picture, read_picture

MEGA = 1_000_000
MEGABYTE = 1024 * 1024


def store_upload(*, content: bytes, owner_id: int | None, kind: str, at: datetime | None = None) -> Upload:
    """Check a handed-in picture, encode it anew and keep it under a name that nobody can guess.

    The file is written before the row, outside any transaction: a row without its file cannot come to be.

    :raises NotAnImage: not JPEG, PNG, WebP or GIF by its content.
    :raises ImageTooLarge: more bytes or pixels than the operator allows.
    """
    if len(content) > max_bytes():
        raise ImageTooLarge
    picture = read_picture(content, max_pixels=MAX_MEGAPIXELS.get() * MEGA)
    moment = at or clock.now()
    name = default_storage.save(_new_name(picture, moment), ContentFile(picture.content))
    return Upload.objects.create(
        kind=Upload.Kind(kind),
        owner_id=owner_id,
        file=name,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.content),
        sha256=hashlib.sha256(picture.content).hexdigest(),
        created_at=moment,
    )


def max_bytes() -> int:
    """Return how large a handed-in file may be."""
    return MAX_MEGABYTES.get() * MEGABYTE


def _new_name(picture: Picture, at: datetime) -> str:
    # Folders by month keep directories small; the random part says nothing about whose it is.
    return f"uploads/{clock.date_of(at):%Y/%m}/{secrets.token_hex(16)}.{picture.suffix}"
