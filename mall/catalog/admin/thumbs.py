"""Small pictures in lists and forms."""

from typing import Any

from django.utils.html import format_html
from sorl.thumbnail import get_thumbnail

EMPTY = "—"


def thumb(file: Any, size: str = "96x96") -> Any:
    """Return an image tag of a stored picture, drawn small; a dash when there is none."""
    if not file:
        return EMPTY
    try:
        small = get_thumbnail(file, size, crop="center", quality=85)
    except OSError:
        return "图片文件缺失"
    return format_html(
        '<img src="{}" width="48" height="48" alt="" style="border-radius:6px;object-fit:cover">', small.url
    )
