"""A picture is what it contains; nothing but its pixels is kept."""

from io import BytesIO

import pytest
from PIL import Image

from kernel.media.pictures import ImageTooLarge, NotAnImage, read_picture
from tests.kernel.media.pictures import SCRIPT, animated, bomb, encoded, with_exif

LIMIT = 40_000_000


def read(content, max_pixels=LIMIT):
    return read_picture(content, max_pixels=max_pixels)


def shown(picture):
    return Image.open(BytesIO(picture.content))


@pytest.mark.parametrize(
    ("kind", "content_type", "suffix"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/webp", "webp"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/webp", "webp"),
    ],
)
def test_four_formats_become_jpeg_or_webp(kind, content_type, suffix):
    picture = read(encoded(kind))

    assert (picture.content_type, picture.suffix, picture.width, picture.height) == (content_type, suffix, 60, 40)
    assert shown(picture).format == ("JPEG" if suffix == "jpg" else "WEBP")


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "1"), ("PNG", "I;16"), ("PNG", "P")]
)
def test_unusual_colour_modes_become_rgb(kind, mode):
    assert shown(read(encoded(kind, mode=mode, colour=0))).mode == "RGB"


def test_transparency_is_kept():
    picture = read(encoded("PNG", mode="RGBA", colour=(255, 0, 0, 0)))

    assert shown(picture).getpixel((5, 5))[3] == 0


def test_exif_turns_the_picture_and_is_gone():
    picture = read(with_exif())

    assert (picture.width, picture.height) == (40, 60)
    assert dict(shown(picture).getexif()) == {}
    assert b"SecretPhone" not in picture.content


def test_only_the_first_frame_of_an_animation_is_kept():
    still = shown(read(animated()))

    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((5, 5))[0] > 200


def test_a_large_picture_is_scaled_down():
    picture = read(encoded(size=(5000, 1000)))

    assert (picture.width, picture.height) == (2560, 512)


def test_too_many_pixels_are_refused_by_the_header():
    with pytest.raises(ImageTooLarge):
        read(encoded(size=(101, 100)), max_pixels=10_000)


def test_a_pixel_bomb_is_not_decoded():
    content = bomb()

    with pytest.raises(ImageTooLarge) as refused:
        read(content)

    assert len(content) < 200
    assert (refused.value.status, refused.value.code) == (413, "image_too_large")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"GIF89a/*" + SCRIPT,
        b"\xff\xd8\xff\xe0" + SCRIPT,
        encoded()[:200],
        encoded("PNG")[:60],
        encoded("WEBP")[:40],
        encoded("BMP"),
        encoded("TIFF"),
        encoded("ICO", size=(32, 32)),
        bomb(100, 100),
    ],
)
def test_what_is_no_picture_or_a_broken_one_is_refused(content):
    with pytest.raises(NotAnImage) as refused:
        read(content)

    assert (refused.value.status, refused.value.code) == (422, "not_an_image")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_what_hides_behind_a_picture_is_gone(kind):
    picture = read(encoded(kind) + SCRIPT)

    assert SCRIPT not in picture.content


def test_what_hides_in_a_comment_is_gone():
    picture = read(encoded("GIF", comment=SCRIPT))

    assert b"script" not in picture.content
