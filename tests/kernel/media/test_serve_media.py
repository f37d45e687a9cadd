"""The one process of the demo serves stored pictures, and nothing but pictures."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory

from kernel.media.api.serving import serve_media
from tests.kernel.media.pictures import encoded

PICTURE = encoded("WEBP")


@pytest.fixture
def cover() -> str:
    return default_storage.save("covers/a.webp", ContentFile(PICTURE))


def test_a_picture_is_served_with_a_fixed_type_and_kept_for_a_year(client, cover):
    response = client.get("/media/covers/a.webp")

    assert (response.status_code, response.content) == (200, PICTURE)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_who_has_it_already_gets_304(client, cover):
    stamp = client.get("/media/covers/a.webp")["Last-Modified"]

    assert client.get("/media/covers/a.webp", HTTP_IF_MODIFIED_SINCE=stamp).status_code == 304


def test_what_is_named_a_picture_is_never_shown_as_a_page(client):
    default_storage.save("covers/evil.jpg", ContentFile(b"<html><script>alert(1)</script></html>"))

    response = client.get("/media/covers/evil.jpg")

    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


@pytest.mark.parametrize("name", ["page.html", "logo.svg", "keys.pem", "shop.sqlite3", ".env", "noext", "a.webp.html"])
def test_other_files_are_not_there(client, name):
    default_storage.save(f"covers/{name}", ContentFile(b"secret"))

    response = client.get(f"/media/covers/{name}")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    ["../outside.webp", "covers/../../outside.webp", "/etc/passwd.webp", "a\x00.webp", "x" * 5000 + ".webp", "covers"],
)
def test_nothing_outside_the_folder_is_served(settings, path):
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    Path(settings.MEDIA_ROOT).parent.joinpath("outside.webp").write_bytes(PICTURE)

    assert serve_media(RequestFactory().get("/media/x"), path).status_code == 404


def test_only_reading_is_allowed(client, cover):
    assert client.post("/media/covers/a.webp").status_code == 405
    assert client.head("/media/covers/a.webp").status_code == 200
