"""Addresses of pictures: absolute ones, and thumbnails made on the first call."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from redis.exceptions import RedisError
from sorl.thumbnail import default
from sorl.thumbnail.base import ThumbnailBackend
from sorl.thumbnail.images import ImageFile

CACHE_DOWN = (RedisError, OSError)
QUALITY = 82
# Whoever shows members' pictures in another size adds it: erasing a member deletes these.
SHOWN_SIZES = ("128x128", "300x300", "96x96")
REMEMBERED_SECONDS = 30 * 24 * 3600


class FileBackend(ThumbnailBackend):
    """A thumbnail exists when its file does. The library's own table would cost a list some queries per picture."""

    def get_thumbnail(self, file_: Any, geometry_string: str, **options: Any) -> ImageFile:
        """Return the thumbnail, made if it is not there; for a lost source a link that leads nowhere."""
        source = ImageFile(file_)
        chosen = {**self.default_options, **options}
        thumbnail = ImageFile(self._get_thumbnail_filename(source, geometry_string, chosen), default.storage)
        if not thumbnail.exists() and source.exists():
            image = default.engine.prepare(default.engine.get_image(source), chosen)
            source.set_size(default.engine.get_image_size(image))
            self._create_thumbnail(image, geometry_string, chosen, thumbnail)
        return thumbnail


def file_url(file: FieldFile | str | None) -> str:
    """Return the absolute address of a stored file, "" for none."""
    name = file if isinstance(file, str) else (file.name if file else "")
    return absolute(default_storage.url(name)) if name else ""


def thumbnail_url(file: FieldFile | str | None, geometry: str) -> str:
    """Return the absolute address of a WebP thumbnail, cropped to the middle: `thumbnail_url(cover, "300x300")`."""
    path = thumbnail_path(file, geometry)
    return absolute(path) if path else ""


def thumbnail_path(file: FieldFile | str | None, geometry: str) -> str:
    """Return a thumbnail's address as the storage says it: for our own pages, whatever host they are opened by.

    No query. The first call makes the file (some 20 ms), later ones ask the cache whether it is there.
    """
    name = file if isinstance(file, str) else (file.name if file else "")
    if not name:
        return ""
    key = f"media:thumbnail:{geometry}:{name}"
    url = _remembered(key)
    if url is None:
        url = default.backend.get_thumbnail(name, geometry, crop="center", format="WEBP", quality=QUALITY).url
        _remember(key, url)
    return url


def drop_thumbnails(name: str) -> None:
    """Delete the thumbnails of a picture, in the sizes in which the house shows what members hand in."""
    for geometry in SHOWN_SIZES:
        chosen = {**default.backend.default_options, "crop": "center", "format": "WEBP", "quality": QUALITY}
        made = ImageFile(default.backend._get_thumbnail_filename(ImageFile(name), geometry, chosen), default.storage)
        made.delete()
        _remember(f"media:thumbnail:{geometry}:{name}", "")


def absolute(url: str) -> str:
    """Return an address that a mini-program can load: other storages give absolute ones already."""
    return url if "://" in url else settings.PUBLIC_BASE_URL + url


def _remembered(key: str) -> str | None:
    try:
        url = cache.get(key)
    except CACHE_DOWN:
        return None
    return url if isinstance(url, str) else None


def _remember(key: str, url: str) -> None:
    try:
        cache.set(key, url, REMEMBERED_SECONDS)
    except CACHE_DOWN:
        return  # the next call looks at the file itself
