"""Access tokens: protocols.md 1.2."""

from typing import Any

import pytest

from tests.simulators.shop import ALICE, Shop


def stable(shop: Shop, **changes: Any) -> dict[str, Any]:
    identity = shop.simulators.config.identity
    body = {"grant_type": "client_credential", "appid": identity.appid, "secret": identity.secret}
    return shop.wechat("/cgi-bin/stable_token", body={**body, **changes})


def plain(shop: Shop) -> dict[str, Any]:
    identity = shop.simulators.config.identity
    query = {"grant_type": "client_credential", "appid": identity.appid, "secret": identity.secret}
    return shop.wechat("/cgi-bin/token", query)


def used(shop: Shop, token: str) -> int:
    """Return the errcode of a business call: 40029 means that the token was good."""
    answer = shop.wechat("/wxa/business/getuserphonenumber", {"access_token": token}, body={"code": "none"})
    return int(answer["errcode"])


GOOD, UNKNOWN, EXPIRED = 40029, 40001, 42001


def test_a_stable_token_stays_the_same_while_it_is_valid(shop: Shop) -> None:
    first = stable(shop)
    shop.simulators.clock.advance(6000)

    second = stable(shop)

    assert second["access_token"] == first["access_token"]
    assert (first["expires_in"], second["expires_in"]) == (7200, 1200)
    assert len(first["access_token"]) == 512


def test_in_its_last_five_minutes_a_new_one_comes_and_both_are_good(shop: Shop) -> None:
    old = stable(shop)["access_token"]
    shop.simulators.clock.advance(7000)

    new = stable(shop)["access_token"]

    assert new != old
    assert (used(shop, old), used(shop, new)) == (GOOD, GOOD)
    shop.simulators.clock.advance(301)
    assert (used(shop, old), used(shop, new)) == (EXPIRED, GOOD)


def test_forcing_ends_the_old_token_at_once(shop: Shop) -> None:
    old = stable(shop)["access_token"]

    new = stable(shop, force_refresh=True)["access_token"]

    assert (used(shop, old), used(shop, new)) == (UNKNOWN, GOOD)


def test_forcing_again_within_thirty_seconds_changes_nothing(shop: Shop) -> None:
    first = stable(shop, force_refresh=True)["access_token"]

    assert stable(shop, force_refresh=True)["access_token"] == first
    shop.simulators.clock.advance(31)
    assert stable(shop, force_refresh=True)["access_token"] != first


def test_a_token_is_forced_twenty_times_a_day(shop: Shop) -> None:
    shop.sim("clock", {"now": "2026-12-01T08:00:00+08:00"})
    for _ in range(20):
        assert "access_token" in stable(shop, force_refresh=True)
        shop.simulators.clock.advance(31)

    assert stable(shop, force_refresh=True)["errcode"] == 45009
    shop.simulators.clock.advance(86400)
    assert "access_token" in stable(shop, force_refresh=True)


def test_plain_tokens_rotate_and_overlap_for_five_minutes(shop: Shop) -> None:
    old, new = plain(shop)["access_token"], plain(shop)["access_token"]

    assert old != new
    assert (used(shop, old), used(shop, new)) == (GOOD, GOOD)
    shop.simulators.clock.advance(301)
    assert (used(shop, old), used(shop, new)) == (EXPIRED, GOOD)


def test_stable_and_plain_tokens_leave_each_other_alone(shop: Shop) -> None:
    kept = stable(shop)["access_token"]
    plain(shop)
    plain(shop)
    shop.simulators.clock.advance(400)

    assert stable(shop)["access_token"] == kept
    assert used(shop, kept) == GOOD


def test_revoking_makes_every_token_unknown_and_the_next_one_new(shop: Shop) -> None:
    old = stable(shop)["access_token"]

    answer = shop.sim("tokens/revoke").json()

    assert answer == {"revoked": 1}
    assert used(shop, old) == UNKNOWN
    assert used(shop, stable(shop)["access_token"]) == GOOD


@pytest.mark.parametrize(("token", "errcode"), [("", 41001), ("nonsense", UNKNOWN)])
def test_a_business_call_needs_a_token_we_gave(shop: Shop, token: str, errcode: int) -> None:
    assert used(shop, token) == errcode


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"grant_type": "x"}, 40002),
        ({"appid": "wx0"}, 40013),
        ({"secret": "x"}, 40125),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"force_refresh": "yes"}, 47001),
    ],
)
def test_a_bad_call_has_its_errcode(shop: Shop, changes: dict[str, Any], errcode: int) -> None:
    assert stable(shop, **changes)["errcode"] == errcode


def test_a_phone_code_gives_the_users_number_once(shop: Shop) -> None:
    code = shop.simulators.codes(openid=ALICE, phone="13800138000")["phone_code"]
    query, body = {"access_token": shop.token()}, {"code": code}

    answer = shop.wechat("/wxa/business/getuserphonenumber", query, body)
    again = shop.wechat("/wxa/business/getuserphonenumber", query, body)

    info = answer["phone_info"]
    assert answer["errcode"] == 0
    assert (info["phoneNumber"], info["purePhoneNumber"], info["countryCode"]) == ("13800138000", "13800138000", "86")
    assert info["watermark"]["appid"] == shop.simulators.env["WECHAT_APPID"]
    assert again["errcode"] == 40029


def test_a_phone_code_ends_after_five_minutes(shop: Shop) -> None:
    code, token = shop.simulators.codes(openid=ALICE)["phone_code"], shop.token()
    shop.simulators.clock.advance(301)

    answer = shop.wechat("/wxa/business/getuserphonenumber", {"access_token": token}, {"code": code})

    assert answer["errcode"] == 40029
