"""Public reads carry an ETag: what the client has is not sent again."""

import pytest

from tests.kernel.web.desk import Greeting

pytestmark = pytest.mark.django_db


def test_unchanged_content_is_304_without_a_body(stranger):
    first = stranger.get("/greeting")

    again = stranger.get("/greeting", headers={"If-None-Match": f'"other", {first["ETag"]}'})

    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_changed_content_is_sent(stranger, monkeypatch):
    first = stranger.get("/greeting")
    monkeypatch.setattr(Greeting, "text", "再见")

    again = stranger.get("/greeting", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.json()) == (200, {"text": "再见"})
    assert again["ETag"] != first["ETag"]


def test_a_head_request_gets_the_same_tag(stranger):
    assert stranger.head("/greeting")["ETag"] == stranger.get("/greeting")["ETag"]


def test_a_refusal_carries_no_tag(stranger):
    assert "ETag" not in stranger.get("/broken/many")
