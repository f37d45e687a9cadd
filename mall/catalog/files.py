"""Addresses of the catalogue's pictures."""

from django.db.models.fields.files import FieldFile

from kernel.media.links import file_url


def public_url(file: FieldFile | str | None) -> str:
    """Return the absolute address of a stored file, given as the field or its name; empty when there is none."""
    return file_url(file)
