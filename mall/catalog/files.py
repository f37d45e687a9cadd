"""Addresses of the catalogue's pictures."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile


def public_url(file: FieldFile | str | None) -> str:
    """Return the absolute address of a stored file, given as the field or its name; empty when there is none."""
    name = str(file or "")
    if not name:
        return ""
    address = default_storage.url(name)
    return f"{settings.PUBLIC_BASE_URL}{address}" if address.startswith("/") else str(address)
