"""Login codes and session keys: protocols.md 1.1."""

import base64

import pytest

from simulators.crypto import session_signature
from tests.simulators.shop import ALICE, Shop


def login(shop: Shop, code: str, **changes: str) -> dict[str, object]:
    identity = shop.simulators.config.identity
    query = {"appid": identity.appid, "secret": identity.secret, "js_code": code, "grant_type": "authorization_code"}
    return shop.wechat("/sns/jscode2session", {**query, **changes})


def test_a_code_gives_openid_and_session_key_without_an_errcode(shop: Shop) -> None:
    codes = shop.sim("codes", {"openid": ALICE}).json()

    session = login(shop, codes["login_code"])

    assert set(session) == {"openid", "session_key"}
    assert session["openid"] == ALICE
    assert len(base64.b64decode(str(session["session_key"]))) == 16


def test_the_unionid_comes_only_where_there_is_one(shop: Shop) -> None:
    codes = shop.sim("codes", {"openid": ALICE, "unionid": "uALICE"}).json()

    assert login(shop, codes["login_code"])["unionid"] == "uALICE"


def test_codes_without_an_openid_make_a_new_user(shop: Shop) -> None:
    first, second = shop.sim("codes", {}).json(), shop.sim("codes").json()

    assert first["openid"] != second["openid"]
    assert len(first["openid"]) == 28
    assert login(shop, first["login_code"])["openid"] == first["openid"]


def test_a_code_is_good_once(shop: Shop) -> None:
    code = shop.simulators.codes(openid=ALICE)["login_code"]
    login(shop, code)

    assert login(shop, code)["errcode"] == 40163


def test_a_code_is_good_for_five_minutes(shop: Shop) -> None:
    early, late = (shop.simulators.codes(openid=ALICE)["login_code"] for _ in range(2))

    shop.simulators.clock.advance(299)
    assert login(shop, early)["openid"] == ALICE
    shop.simulators.clock.advance(1)
    assert login(shop, late)["errcode"] == 40029


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"appid": "wx0000000000000000"}, 40013),
        ({"appid": ""}, 41002),
        ({"secret": "0"}, 40125),
        ({"secret": ""}, 41004),
        ({"grant_type": "client_credential"}, 40002),
        ({"js_code": ""}, 41008),
        ({"js_code": "unknown"}, 40029),
    ],
)
def test_a_bad_login_has_its_errcode_and_leaves_the_code_good(
    shop: Shop, changes: dict[str, str], errcode: int
) -> None:
    code = shop.simulators.codes(openid=ALICE)["login_code"]

    assert login(shop, code, **changes)["errcode"] == errcode
    assert login(shop, code)["openid"] == ALICE


def test_a_phone_code_is_no_login_code(shop: Shop) -> None:
    assert login(shop, shop.simulators.codes(openid=ALICE)["phone_code"])["errcode"] == 40029


def test_each_login_has_a_new_session_key_and_ends_the_old_one(shop: Shop) -> None:
    keys = [str(login(shop, shop.simulators.codes(openid=ALICE)["login_code"])["session_key"]) for _ in range(2)]
    query = {"access_token": shop.token(), "openid": ALICE, "sig_method": "hmac_sha256"}

    answers = [
        shop.wechat("/wxa/checksession", {**query, "signature": session_signature(key)})["errcode"] for key in keys
    ]

    assert keys[0] != keys[1]
    assert answers == [87009, 0]


def test_the_wrong_method_is_named(shop: Shop) -> None:
    assert shop.wechat("/sns/jscode2session", body={})["errcode"] == 43001
    assert shop.wechat("/cgi-bin/stable_token", {})["errcode"] == 43002
