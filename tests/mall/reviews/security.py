"""Content security in memory: it says what the test tells it to, and remembers what it was asked."""

from collections.abc import Callable

from kernel.wechat.client import ContentVerdict
from kernel.wechat.refusals import WechatUnavailable, refusal_for

PASS = ("pass", 100)


class FakeSecurity:
    def __init__(self) -> None:
        self.texts: dict[str, tuple[str, int]] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.pictures: list[str] = []
        self.before_text: Callable[[], object] = lambda: None
        self.before_trace: Callable[[], object] = lambda: None
        self._errcode: int | None = 0

    def refuses(self, errcode: int | None) -> None:
        """Answer with an errcode from now on; None answers nothing at all, 0 is well again."""
        self._errcode = errcode

    def check_text(self, *, openid: str, text: str, nickname: str = "") -> ContentVerdict:
        self._fail()
        self.asked.append((openid, text, nickname))
        self.before_text()
        return ContentVerdict(*self.texts.get(text, PASS))

    def check_picture(self, *, openid: str, url: str) -> str:
        self._fail()
        self.pictures.append(url)
        self.before_trace()
        return f"trace-{len(self.pictures)}"

    def _fail(self) -> None:
        if self._errcode is None:
            raise WechatUnavailable
        if self._errcode:
            raise refusal_for(self._errcode, "no")
