"""Operators look at handed-in pictures, and change nothing."""

import pytest

from kernel.media.models import Upload
from kernel.media.services import store_upload
from tests.kernel.media.pictures import encoded

LIST = "/admin/kernel_media/upload/"


@pytest.fixture
def kept(db):
    return store_upload(content=encoded(size=(600, 400)), owner_id=7, kind=Upload.Kind.MEMBER)


def test_the_list_shows_small_pictures_from_our_own_host(client, stella, kept):
    client.force_login(stella)

    page = client.get(LIST)

    assert page.status_code == 200
    assert 'src="/media/cache/' in page.text
    assert "会员上传" in page.text
    assert "600 × 400" in page.text


def test_the_page_shows_the_picture_and_offers_no_change(client, stella, kept):
    client.force_login(stella)

    page = client.get(f"{LIST}{kept.pk}/change/")

    assert page.status_code == 200
    assert f'src="{kept.file.url}"' in page.text
    assert 'name="_save"' not in page.text


def test_nobody_else_sees_it(client, kept):
    assert client.get(LIST).status_code == 302
