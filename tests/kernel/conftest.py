"""What the tests of the bedrock share: a client of member 42 and a stranger's, on views made for these tests."""

import pytest
from rest_framework.test import APIClient

from tests.kernel.web import desk


@pytest.fixture
def desk_urls(settings):
    settings.ROOT_URLCONF = "tests.kernel.web.desk"
    desk.Buy.done.clear()
    desk.Buy.fault = None


@pytest.fixture
def member(desk_urls):
    return APIClient(headers={"X-Member": "42"}, raise_request_exception=False)


@pytest.fixture
def stranger(desk_urls):
    return APIClient(raise_request_exception=False)
