"""How often a caller may come; a dead cache closes the doors where logins, money or codes are at stake."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIRequestFactory

from kernel.web.callers import address_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rates(settings):
    cache.clear()
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": dict.fromkeys(("login", "money", "codes", "uploads", "anonymous", "member"), "2/day")
    }
    yield
    cache.clear()


def test_the_third_of_two_is_refused_until_the_window_ends(stranger):
    answers = [stranger.get("/guarded/login") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[2]["Retry-After"]) <= 86400


def test_one_caller_does_not_use_up_anothers_share(stranger, member):
    assert [stranger.get("/guarded/money").status_code for _ in range(3)] == [200, 200, 429]

    assert member.get("/guarded/money").status_code == 200


def test_every_view_is_throttled_by_default(stranger, member):
    assert [stranger.get("/greeting").status_code for _ in range(3)] == [200, 200, 429]
    assert member.get("/greeting").status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("login", 503), ("money", 503), ("codes", 503), ("uploads", 200)])
def test_without_a_cache_only_harmless_doors_stay_open(stranger, monkeypatch, scope, status):
    def dead(*_):
        raise ConnectionError("cache is down")

    monkeypatch.setattr("kernel.web.throttles.cache.incr", dead)

    assert stranger.get(f"/guarded/{scope}").status_code == status


def test_a_scope_without_a_rate_counts_nobody(stranger):
    assert [stranger.get("/guarded/notifications").status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "6.6.6.6", "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (0, "", "2001:db8:1:2:3::4", "2001:db8:1:2::"),
        (0, "", "", "unknown"),
        (1, "<script>", "10.0.0.1", "unknown"),
    ],
)
def test_only_trusted_proxies_tell_the_address(settings, proxies, forwarded, remote, address):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    request = APIRequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR=remote)

    assert address_of(request) == address
