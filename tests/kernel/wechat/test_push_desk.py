"""Operators read what WeChat pushed."""

import pytest

from kernel import clock
from kernel.wechat.models import PushReceipt
from kernel.wechat.services import receive_push

LIST = "/admin/kernel_wechat/pushreceipt/"


@pytest.fixture
def receipt(db):
    receive_push(message={"MsgType": "event", "Event": "wxa_media_check", "note": "<b>注</b>"}, at=clock.now())
    return PushReceipt.objects.get()


def test_the_list_and_the_page_are_read_only(client, stella, receipt):
    client.force_login(stella)

    listed = client.get(LIST)
    page = client.get(f"{LIST}{receipt.pk}/change/")

    assert "wxa_media_check" in listed.text
    assert "&lt;b&gt;注&lt;/b&gt;" in page.text
    assert 'name="_save"' not in page.text


def test_nobody_else_sees_it(client, receipt):
    assert client.get(LIST).status_code == 302
