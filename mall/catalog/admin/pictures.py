"""Pictures on pages: small in lists, and encoded anew before they are kept."""

import secrets
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.html import format_html

from kernel.errors import Refusal
from kernel.media.links import thumbnail_path
from kernel.media.options import MAX_MEGAPIXELS
from kernel.media.pictures import ImageTooLarge, read_picture
from kernel.media.services import max_bytes

EMPTY = "—"


def thumb(file: Any) -> Any:
    """Return an image tag of a stored picture, drawn small; a dash when there is none."""
    if not file:
        return EMPTY
    return format_html(
        '<img src="{}" width="48" height="48" alt="" style="border-radius:6px;object-fit:cover">',
        thumbnail_path(file, "96x96"),
    )


class WashedPictures(forms.ModelForm):
    """A form whose uploaded pictures keep nothing but their pixels, under a name of ours."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, forms.ImageField) and isinstance(data.get(name), UploadedFile):
                try:
                    data[name] = washed(data[name])
                except Refusal as refusal:
                    self.add_error(name, refusal.detail)
        return data


def washed(file: UploadedFile) -> UploadedFile:
    """Return a picture decoded and encoded anew.

    :raises NotAnImage: none of the formats by its content, or broken.
    :raises ImageTooLarge: more bytes or pixels than the operator allows.
    """
    if (file.size or 0) > max_bytes():
        raise ImageTooLarge
    file.seek(0)
    picture = read_picture(file.read(), max_pixels=MAX_MEGAPIXELS.get() * 1_000_000)
    return SimpleUploadedFile(f"{secrets.token_hex(12)}.{picture.suffix}", picture.content, picture.content_type)
