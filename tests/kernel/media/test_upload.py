"""`POST uploads`: a member hands in one picture."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from kernel.media.models import Upload
from kernel.media.pictures import ImageTooLarge
from kernel.media.services import store_upload
from tests.kernel.media.pictures import bomb, encoded, upload

URL = "/api/v1/uploads"


def hand_in(client, *files, **fields):
    return client.post(URL, {"file": list(files) if len(files) > 1 else files[0], **fields}, format=None)


@pytest.fixture
def client(alice, client_of):
    return client_of(alice)


def test_a_picture_is_kept_under_a_random_name(client, alice, settings):
    settings.PUBLIC_BASE_URL = "https://shop.example"

    response = hand_in(client, upload(encoded(), name="../../my face.php"))

    kept = Upload.objects.get()
    assert response.status_code == 201
    assert response.json() == {"id": str(kept.pk), "url": f"https://shop.example/media/{kept.file.name}"}
    assert (kept.owner_id, kept.kind, kept.content_type) == (alice.pk, "member", "image/jpeg")
    assert (kept.width, kept.height) == (60, 40)
    content = Path(default_storage.path(kept.file.name)).read_bytes()
    assert (kept.size_bytes, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert "face" not in kept.file.name
    assert kept.file.name.endswith(".jpg")


def test_the_same_picture_twice_has_two_names(client):
    names = {hand_in(client, upload(encoded())).json()["url"] for _ in range(2)}

    assert len(names) == 2


def test_the_type_is_told_by_the_content_not_by_the_sender(client):
    response = hand_in(client, upload(encoded("PNG"), name="x.html", content_type="text/html"))

    assert response.json()["url"].endswith(".webp")


@pytest.mark.django_db
def test_nobody_signed_in_is_refused(anonymous):
    response = hand_in(anonymous, upload(encoded()))

    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg/>", 422, "not_an_image"),
        (b"", 422, "not_an_image"),
        (bomb(), 413, "image_too_large"),
        (b"x" * (5 * 1024 * 1024 + 1), 413, "image_too_large"),
        (b"x" * (6 * 1024 * 1024), 413, "image_too_large"),
    ],
)
def test_what_is_no_picture_or_too_large_leaves_nothing(client, content, status, code):
    response = hand_in(client, upload(content))

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert Upload.objects.count() == 0
    assert not default_storage.exists("uploads")


def test_the_announced_size_is_enough_to_refuse(client):
    response = client.generic(
        "POST", URL, b"--b\r\n", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(10**10)
    )

    assert (response.status_code, response.json()["code"]) == (413, "image_too_large")


def test_two_files_are_refused(client):
    response = hand_in(client, upload(encoded()), upload(encoded()))

    assert (response.status_code, response.json()["code"]) == (422, "one_file_only")
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "field"),
    [({}, "file"), ({"file": "text"}, "file"), ({"picture": "x"}, "picture")],
)
def test_another_form_is_refused_by_field(client, data, field):
    response = client.post(URL, data)

    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["errors"][0]["field"] == field


def test_an_unknown_field_beside_the_file_is_refused(client):
    response = hand_in(client, upload(encoded()), owner_id="7")

    assert response.json()["errors"] == [{"field": "owner_id", "code": "unknown", "message": "未知的字段"}]
    assert Upload.objects.count() == 0


def test_json_is_no_upload(client):
    assert client.post(URL, {"file": "aGk="}, format="json").status_code == 415


def test_a_broken_envelope_is_a_bad_request(client):
    response = client.generic("POST", URL, b"nonsense", content_type="multipart/form-data")

    assert response.status_code == 400


def test_too_many_uploads_are_slowed_down(client, settings):
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {**settings.THROTTLE_RATES, "uploads": "1/min"},
    }
    hand_in(client, upload(encoded()))

    response = hand_in(client, upload(encoded()))

    assert response.status_code == 429
    assert Upload.objects.count() == 1


@pytest.mark.django_db
def test_the_shop_hands_in_without_an_owner():
    kept = store_upload(content=encoded("WEBP"), owner_id=None, kind=Upload.Kind.SHOP)

    assert (kept.owner_id, kept.kind, kept.content_type) == (None, "shop", "image/webp")


@pytest.mark.django_db
def test_the_operator_sets_the_limit(monkeypatch):
    monkeypatch.setattr("kernel.media.services.max_bytes", lambda: 100)

    with pytest.raises(ImageTooLarge):
        store_upload(content=encoded(size=(500, 500)), owner_id=None, kind=Upload.Kind.SHOP)
