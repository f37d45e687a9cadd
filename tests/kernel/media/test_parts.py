"""What the room has of a member: pictures move, are told of, and are gone with their files."""

import pytest
from django.core.files.storage import default_storage

from kernel.media.links import thumbnail_url
from kernel.media.models import Upload
from kernel.media.parts import MediaPart
from kernel.media.services import store_upload
from tests.kernel.media.pictures import encoded

pytestmark = pytest.mark.django_db
PART = MediaPart()


@pytest.fixture
def picture(db):
    return store_upload(content=encoded(), owner_id=1, kind="member")


def test_pictures_are_another_ones_and_back(picture):
    assert PART.preview(source_id=1, target_id=2) == {"上传的图片": 1}

    journal = PART.move(source_id=1, target_id=2, at=picture.created_at)
    assert Upload.objects.get().owner_id == 2
    PART.undo(journal=journal, at=picture.created_at)

    assert Upload.objects.get().owner_id == 1
    assert PART.export(member_id=1)["上传的图片"][0]["编号"] == picture.pk


def test_erasing_deletes_files_and_their_thumbnails(picture, django_capture_on_commit_callbacks):
    small = thumbnail_url(picture.file, "128x128").split("/media/")[1]
    assert default_storage.exists(small)
    assert PART.traces(member_id=1) == ["上传的图片"]

    with django_capture_on_commit_callbacks(execute=True):
        PART.erase(member_id=1, at=picture.created_at)
        assert default_storage.exists(picture.file.name)

    assert not default_storage.exists(picture.file.name)
    assert not default_storage.exists(small)
    assert PART.traces(member_id=1) == []


def test_a_failed_erasure_keeps_the_file(picture):
    PART.erase(member_id=1, at=picture.created_at)

    assert default_storage.exists(picture.file.name)
