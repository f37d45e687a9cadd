"""Read what calls to api.weixin.qq.com carry."""

from typing import Any

from simulators.web import Request
from simulators.wechat.errors import WeChatRefusal
from simulators.world import World


def read_json(request: Request) -> dict[str, Any]:
    """Return the posted object.

    :raises WeChatRefusal: 44002 empty, 47001 no JSON object.
    """
    if not request.body:
        raise WeChatRefusal(44002)
    try:
        body = request.json()
    except ValueError:
        raise WeChatRefusal(47001) from None
    if not isinstance(body, dict):
        raise WeChatRefusal(47001)
    return body


def read_text(body: dict[str, Any], name: str, longest: int, *, is_required: bool = True) -> str:
    """Return one string of a body.

    :raises WeChatRefusal: 47001 missing, of another type, or too long.
    """
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest or (is_required and not value):
        raise WeChatRefusal(47001, f"data format error: {name}")
    return value


def check_app(world: World, appid: Any, secret: Any) -> None:
    """Refuse another app, or a wrong secret.

    :raises WeChatRefusal: 41002, 40013, 41004 or 40125.
    """
    who = world.config.identity
    for value, expected, missing, wrong in ((appid, who.appid, 41002, 40013), (secret, who.secret, 41004, 40125)):
        if not value:
            raise WeChatRefusal(missing)
        if value != expected:
            raise WeChatRefusal(wrong)
