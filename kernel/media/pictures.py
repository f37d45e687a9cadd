"""Read a picture that a stranger handed in: type by content, limits before decoding, encoded anew (quality 4)."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from kernel.errors import Invalid, TooLarge

# What is looked for, whatever name or type the sender gave. No vector formats: they carry script.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# Longer sides are scaled down: no screen of the shop shows more.
LONGEST_SIDE = 2560
JPEG_QUALITY = 88
WEBP_QUALITY = 85
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow's decoders raise for broken files.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
    KeyError,
    OverflowError,
)


class NotAnImage(Invalid):
    """Not JPEG, PNG, WebP or GIF by its content, or broken."""

    code, title = "not_an_image", "请上传 JPG、PNG、WebP 或 GIF 图片"


class ImageTooLarge(TooLarge):
    """Too many bytes or too many pixels."""

    code, title = "image_too_large", "图片过大，请压缩后再上传"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that is safe to serve."""

    content: bytes
    content_type: str
    suffix: str
    width: int
    height: int


def read_picture(content: bytes, *, max_pixels: int) -> Picture:
    """Decode the first frame, turn it the right way up, drop everything but the pixels, encode as JPEG or WebP.

    :raises NotAnImage: by its content none of the formats, or broken.
    :raises ImageTooLarge: more pixels than allowed; told by the header, before anything is decoded.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > max_pixels:
                raise ImageTooLarge
            return _encoded(_decoded(image), as_jpeg=image.format in ("JPEG", "MPO"))
    except BOMBS as error:
        raise ImageTooLarge from error
    except BROKEN as error:
        raise NotAnImage from error


def _decoded(image: Image.Image) -> Image.Image:
    # JPEG is scaled while decoding, which keeps memory low; the others are as large as they say.
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.seek(0)
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # A new image has none of the old one's metadata, which some encoders would copy.
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    return clean


def _encoded(image: Image.Image, *, as_jpeg: bool) -> Picture:
    buffer = BytesIO()
    if as_jpeg:
        image.convert("RGB").save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    else:
        image.save(buffer, "WEBP", quality=WEBP_QUALITY, method=4)
    return Picture(
        content=buffer.getvalue(),
        content_type="image/jpeg" if as_jpeg else "image/webp",
        suffix="jpg" if as_jpeg else "webp",
        width=image.width,
        height=image.height,
    )
