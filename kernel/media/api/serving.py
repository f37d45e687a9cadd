"""Serve stored pictures from the one process of the demo; in production nginx or the object store does."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from kernel.errors import NotFound
from kernel.web.problems import plain

# By suffix, never by sniffing or guessing: whatever the content, it is shown as a picture or not at all.
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
# Names are random and content never changes under a name.
FOR_A_YEAR = "public, max-age=31536000, immutable"


def _exists(path: str) -> bool:
    try:
        is_there = PurePosixPath(path).suffix in CONTENT_TYPES and "\x00" not in path and default_storage.exists(path)
    except (SuspiciousFileOperation, OSError):  # outside the folder, or a name too long for the disk
        return False
    return bool(is_there)


def _last_modified(request: HttpRequest, path: str) -> datetime | None:
    return default_storage.get_modified_time(path).astimezone(UTC).replace(microsecond=0) if _exists(path) else None


@require_safe
@condition(last_modified_func=_last_modified)
def serve_media(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with the picture, or 404 for anything that is none."""
    if not _exists(path):
        return plain(NotFound(), request)
    with default_storage.open(path) as file:  # read whole: pictures are small, and nothing stays open
        response = HttpResponse(file.read(), content_type=CONTENT_TYPES[PurePosixPath(path).suffix])
    response["Cache-Control"] = FOR_A_YEAR
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
