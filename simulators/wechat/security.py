"""Content security by a table of keywords (protocols.md 1.6)."""

import secrets
from dataclasses import dataclass
from typing import Any

from simulators.people import people
from simulators.settings import Verdict
from simulators.store import Shelf
from simulators.web import Request, Response, json_response
from simulators.wechat.errors import WeChatRefusal
from simulators.wechat.push import send_push
from simulators.wechat.reading import read_json, read_text
from simulators.wechat.tokens import check_token
from simulators.world import World

NORMAL = Verdict("pass", 100)
LONGEST_CONTENT = 2500
SEEN_SECONDS = 2 * 3600
MEDIA_DELAY_SECONDS = 3.0
REPORT_MEDIA = "report_media"
# "lost" is for pictures only: one that cannot be downloaded.
LOST, LOST_ERRCODE = "lost", -1008
WORST_FIRST = (LOST, "risky", "review", "pass")


@dataclass
class MediaCheck:
    """A picture or sound under review."""

    openid: str
    media_url: str
    asked_at: float


def _media_checks(world: World) -> Shelf[MediaCheck]:
    return Shelf(world.store, "media_check", MediaCheck)


def judge(world: World, text: str) -> tuple[Verdict, str]:
    """Return the worst verdict among the keywords a text contains, and that keyword."""
    hits = [(verdict, word) for word, verdict in world.settings.keywords.items() if word in text]
    return min(hits, key=lambda hit: WORST_FIRST.index(hit[0].suggest), default=(NORMAL, ""))


def check_text(world: World, request: Request) -> Response:
    """Judge a text at once."""
    check_token(world, request)
    body = read_json(request)
    content = read_text(body, "content", LONGEST_CONTENT)
    texts = [read_text(body, name, LONGEST_CONTENT, is_required=False) for name in ("title", "nickname", "signature")]
    _check_author(world, body)
    verdict, word = judge(world, "\n".join([content, *texts]))
    answer = {
        "errcode": 0,
        "errmsg": "ok",
        "trace_id": secrets.token_hex(16),
        "result": {"suggest": verdict.suggest, "label": verdict.label},
        "detail": _text_detail(verdict, word),
    }
    return json_response(answer)


def _text_detail(verdict: Verdict, word: str) -> list[dict[str, Any]]:
    model = {"strategy": "content_model", "errcode": 0, "suggest": verdict.suggest, "label": verdict.label, "prob": 90}
    if not word:
        return [model]
    keyword = {"strategy": "keyword", "errcode": 0, "suggest": verdict.suggest, "label": verdict.label}
    return [model, {**keyword, "keyword": word, "level": 20}]


def _check_author(world: World, body: dict[str, Any]) -> None:
    if body.get("version") != 2:
        raise WeChatRefusal(47001, "data format error: version")
    if body.get("scene") not in {1, 2, 3, 4} or (body.get("signature") and body["scene"] != 1):
        raise WeChatRefusal(40129)
    person = people(world).find(read_text(body, "openid", 128))
    if person is None:
        raise WeChatRefusal(40003)
    if world.clock.now() > person.seen_at + SEEN_SECONDS:
        raise WeChatRefusal(61010)


def check_media(world: World, request: Request) -> Response:
    """Take a picture or sound for review; the verdict comes later as a message push."""
    check_token(world, request)
    body = read_json(request)
    media_url = read_text(body, "media_url", 2048)
    if body.get("media_type") not in {1, 2}:
        raise WeChatRefusal(40004)
    _check_author(world, body)
    trace_id, now = secrets.token_hex(16), world.clock.now()
    _media_checks(world).put(trace_id, MediaCheck(body["openid"], media_url, now))
    world.plan(now + MEDIA_DELAY_SECONDS, REPORT_MEDIA, trace_id)
    return json_response({"errcode": 0, "errmsg": "ok", "trace_id": trace_id})


def _media_findings(verdict: Verdict) -> dict[str, Any]:
    if verdict.suggest == LOST:
        return {"detail": [{"strategy": "content_model", "errcode": LOST_ERRCODE}]}
    result = {"suggest": verdict.suggest, "label": verdict.label}
    return {"detail": [{"strategy": "content_model", "errcode": 0, **result, "prob": 90}], "result": result}


def report_media(world: World, trace_id: str, due: float) -> None:
    """Push the verdict of a media check, judged by the keywords in its URL."""
    with world.lock:
        check = _media_checks(world).find(trace_id)
        if check is None:
            return
        verdict, _ = judge(world, check.media_url)
        event = {
            "appid": world.config.identity.appid,
            "trace_id": trace_id,
            "version": 2,
            **_media_findings(verdict),
        }
        send_push(world, "wxa_media_check", event, openid=check.openid, at=due)
