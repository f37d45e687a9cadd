"""The stage and the cast of every test.

Alice buys, bob distributes, carol is a stranger, dave is bob's friend one level up, stella is staff.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django import conf
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client, override_settings
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from kernel import clock
from kernel.options import store
from members.accounts.models import Member
from members.accounts.services import open_session
from simulators.deliveries import Answer, Parcel
from simulators.server import Options, Simulators, start
from tests.factories.accounts import IdentityFactory, MemberFactory
from tests.live.demo import Demo, running_demo


@pytest.fixture(scope="session", autouse=True)
def own_cache() -> Iterator[None]:
    """Give each test process a database of its own on a shared cache server, counted down from the last."""
    if not conf.settings.CACHE_URL:
        yield
        return
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = f"{conf.settings.CACHE_URL.rsplit('/', 1)[0]}/{15 - worker}"
    with override_settings(CACHES={"default": {**conf.settings.CACHES["default"], "LOCATION": own}}):
        yield


@pytest.fixture(autouse=True)
def stage(settings: Settings, tmp_path: Path) -> None:
    """Cheap and alone: a fast password hasher, an own folder for files, an empty cache, no demo settings."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path  # nothing is collected in a test, and whitenoise warns of a missing folder
    settings.WECHAT_APPID = "wx0123456789abcdef"
    settings.WECHAT_SECRET = "0123456789abcdef0123456789abcdef"
    cache.clear()
    store.forget()


def _member(name: str) -> Member:
    member: Member = MemberFactory(nickname=name)
    IdentityFactory(member=member, subject=f"openid-of-{name}")
    return member


@pytest.fixture
def alice(db: None) -> Member:
    """Buys."""
    return _member("alice")


@pytest.fixture
def bob(db: None) -> Member:
    """Distributes."""
    return _member("bob")


@pytest.fixture
def carol(db: None) -> Member:
    """A stranger to all the others."""
    return _member("carol")


@pytest.fixture
def dave(db: None) -> Member:
    """Bob's friend, one level up."""
    return _member("dave")


@pytest.fixture
def stella(db: None) -> Any:
    """Staff: may do everything in the admin."""
    return get_user_model().objects.create_superuser(
        username="stella", password="correct horse battery", display_name="Stella"
    )


@pytest.fixture
def anonymous() -> APIClient:
    """Nobody signed in."""
    return APIClient()


@pytest.fixture
def client_of() -> Callable[[Member], APIClient]:
    """Return a signed-in client of a member, with a real session and access token."""

    def sign_in(member: Member) -> APIClient:
        signed_in = open_session(member=member, at=clock.now())
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in.access}")
        return client

    return sign_in


@pytest.fixture
def deliver_pending() -> Callable[[], int]:
    """Run the relay by hand until nothing is due; return how many deliveries were made."""
    from kernel.outbox import relay

    return relay.deliver_pending


def _to_the_product(parcel: Parcel) -> Answer:
    """Carry a notification to the product without a network: the test is the web server."""
    path = urlsplit(parcel.url).path
    response = Client(headers=parcel.headers).generic(parcel.method, path, parcel.body, "application/json")
    return Answer(response.status_code, response.content.decode())


@pytest.fixture
def simulator(settings: Settings) -> Iterator[Simulators]:
    """Running simulators of WeChat and WeChat Pay, with the product's settings pointed at them.

    Nothing happens by itself there: notifications wait for `simulator.run_due()`, refunds for `settle_refund`.
    """
    running = start(options=Options(is_background=False, refund_delay_seconds=None, send=_to_the_product))
    for name, value in running.env.items():
        setting, text = name.removesuffix("_FILE"), value
        if name.endswith("_FILE"):
            text = Path(value).read_text(encoding="ascii")
        setattr(settings, setting, text)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`make demo`, started once for all that look at the running shop: live, fuzz and browser tests."""
    yield from running_demo(tmp_path_factory.mktemp("demo"))
