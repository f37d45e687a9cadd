"""Codes and what they are good for: login, session check, phone number (protocols.md 1.1 and 1.3)."""

import hmac
import secrets
from dataclasses import dataclass

from simulators.crypto import session_signature
from simulators.people import Person, meet, new_session_key, people
from simulators.store import Shelf
from simulators.web import Request, Response, json_response
from simulators.wechat.errors import WeChatRefusal
from simulators.wechat.reading import check_app, read_json
from simulators.wechat.tokens import check_token
from simulators.world import World

CODE_SECONDS = 300


@dataclass
class Code:
    """A single-use code of ``wx.login`` or of the phone-number button."""

    purpose: str
    openid: str
    made_at: float
    is_used: bool = False


def _codes(world: World) -> Shelf[Code]:
    return Shelf(world.store, "code", Code)


def make_codes(world: World, *, openid: str = "", unionid: str = "", phone: str = "") -> dict[str, str]:
    """Let a user open the mini-program: one login code and one phone code for them."""
    with world.lock:
        person = meet(world, openid=openid, unionid=unionid, phone=phone)
        login, number = (_make_code(world, purpose, person) for purpose in ("login", "phone"))
    return {"openid": person.openid, "login_code": login, "phone_code": number}


def _make_code(world: World, purpose: str, person: Person) -> str:
    code = secrets.token_hex(16)
    _codes(world).put(code, Code(purpose, person.openid, world.clock.now()))
    return code


def _spend(world: World, value: str, purpose: str, used_errcode: int) -> Person:
    code = _codes(world).find(value)
    person = people(world).find(code.openid) if code else None
    if code is None or person is None or code.purpose != purpose:
        raise WeChatRefusal(40029)
    if code.is_used:
        raise WeChatRefusal(used_errcode)
    if world.clock.now() >= code.made_at + CODE_SECONDS:
        raise WeChatRefusal(40029)
    code.is_used = True
    _codes(world).put(value, code)
    return person


def code_to_session(world: World, request: Request) -> Response:
    """Turn a login code into openid, a new session key, and the unionid where there is one."""
    query = request.query
    check_app(world, query.get("appid"), query.get("secret"))
    if query.get("grant_type") != "authorization_code":
        raise WeChatRefusal(40002)
    if not query.get("js_code"):
        raise WeChatRefusal(41008)
    person = _spend(world, query["js_code"], "login", 40163)
    person.session_key, person.seen_at = new_session_key(), world.clock.now()
    people(world).put(person.openid, person)
    answer = {"openid": person.openid, "session_key": person.session_key}
    return json_response(answer | ({"unionid": person.unionid} if person.unionid else {}))


def check_session(world: World, request: Request) -> Response:
    """Say whether a session key is still the user's."""
    check_token(world, request)
    query = request.query
    person = people(world).find(query.get("openid", ""))
    if person is None:
        raise WeChatRefusal(40003)
    signature = query.get("signature", "")
    is_right = hmac.compare_digest(signature.encode(), session_signature(person.session_key).encode())
    if query.get("sig_method") != "hmac_sha256" or not is_right:
        raise WeChatRefusal(87009)
    return json_response({"errcode": 0, "errmsg": "ok"})


def phone_number(world: World, request: Request) -> Response:
    """Turn a phone code into the user's number; a used code is simply invalid here."""
    check_token(world, request)
    code = read_json(request).get("code")
    if not isinstance(code, str):
        raise WeChatRefusal(40029)
    person = _spend(world, code, "phone", 40029)
    watermark = {"timestamp": int(world.clock.now()), "appid": world.config.identity.appid}
    info = {
        "phoneNumber": person.phone,
        "purePhoneNumber": person.phone,
        "countryCode": "86",
        "watermark": watermark,
    }
    return json_response({"errcode": 0, "errmsg": "ok", "phone_info": info})
