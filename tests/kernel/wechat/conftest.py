"""The fixed app of these tests, and a bank that signs like WeChat Pay."""

from collections.abc import Iterator

import pytest
import responses
from django.core.cache import cache

from tests.kernel.wechat.bank import Bank, new_bank

API = "https://api.weixin.qq.com"


@pytest.fixture(autouse=True)
def _app(settings) -> Iterator[None]:
    settings.WECHAT_API_BASE = API
    settings.WECHAT_APPID = "wx0123456789abcdef"
    settings.WECHAT_SECRET = "toy-secret"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def wechat() -> Iterator[responses.RequestsMock]:
    """WeChat, saying what the test tells it to; an unexpected call fails."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture(scope="session")
def bank() -> Bank:
    """WeChat Pay's side: its key, the merchant's key, the shared secret."""
    return new_bank()


@pytest.fixture
def channel(bank, settings):
    """The product's channel, set up for that bank."""
    from kernel.wechat.pay import get_channel

    for name, value in bank.settings().items():
        setattr(settings, name, value)
    return get_channel()
