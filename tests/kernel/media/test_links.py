"""Absolute addresses, and thumbnails made on the first call."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from redis.exceptions import ConnectionError as RedisConnectionError

from kernel.media import links
from kernel.media.links import file_url, thumbnail_url
from tests.kernel.media.pictures import encoded


@pytest.fixture
def cover(settings) -> str:
    settings.PUBLIC_BASE_URL = "https://shop.example"
    return default_storage.save("covers/a.webp", ContentFile(encoded("WEBP", size=(900, 600))))


def stored(url):
    return default_storage.path(url.removeprefix("https://shop.example/media/"))


def test_an_address_is_absolute(cover):
    assert file_url(cover) == "https://shop.example/media/covers/a.webp"


def test_nothing_has_no_address():
    assert (file_url(None), file_url(""), thumbnail_url(None, "300x300"), thumbnail_url("", "300x300")) == ("",) * 4


def test_another_storage_says_its_own_address():
    assert links.absolute("https://cdn.example/a.webp") == "https://cdn.example/a.webp"


def test_a_thumbnail_is_a_cropped_webp(cover):
    url = thumbnail_url(cover, "300x300")

    with Image.open(stored(url)) as small:
        assert (small.format, small.size) == ("WEBP", (300, 300))


def test_the_second_call_makes_nothing_and_asks_no_database(cover, monkeypatch):
    first = thumbnail_url(cover, "300x300")
    monkeypatch.setattr("sorl.thumbnail.default.backend.get_thumbnail", None)

    assert thumbnail_url(cover, "300x300") == first


def test_another_process_finds_the_file(cover, monkeypatch):
    first = thumbnail_url(cover, "300x300")
    cache.clear()
    monkeypatch.setattr("sorl.thumbnail.default.engine.get_image", None)

    assert thumbnail_url(cover, "300x300") == first


def test_sizes_are_different_files(cover):
    assert thumbnail_url(cover, "300x300") != thumbnail_url(cover, "120x120")


def test_a_lost_picture_breaks_no_page(settings):
    settings.PUBLIC_BASE_URL = "https://shop.example"

    assert thumbnail_url("covers/lost.webp", "300x300").startswith("https://shop.example/media/")


def test_a_dead_cache_breaks_no_page(cover, monkeypatch):
    class DeadCache:
        def get(self, *args):
            raise RedisConnectionError

        set = get

    monkeypatch.setattr(links, "cache", DeadCache())

    with Image.open(stored(thumbnail_url(cover, "80x80"))) as small:
        assert small.size == (80, 80)
