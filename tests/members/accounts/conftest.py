"""WeChat as the room's tests see it: codes that stand for people and phones, refusals on demand."""

from dataclasses import dataclass, field

import pytest
from django.db import connection

from kernel.wechat import client
from kernel.wechat.client import WechatSession
from kernel.wechat.refusals import WechatCodeInvalid


@dataclass
class FakeWechat:
    """Each code works once, as at WeChat. `asked_in_transaction` tells how each call was made."""

    sessions: dict[str, WechatSession | Exception] = field(default_factory=dict)
    phones: dict[str, str | Exception] = field(default_factory=dict)
    asked_in_transaction: list[bool] = field(default_factory=list)

    def knows(self, code: str, openid: str, *, unionid: str | None = None, session_key: str = "c2Vzc2lvbg==") -> None:
        """Let a login code stand for a person."""
        self.sessions[code] = WechatSession(openid=openid, session_key=session_key, unionid=unionid)

    def code_to_session(self, code: str) -> WechatSession:
        return self._answer(self.sessions, code)

    def phone_number(self, code: str) -> str:
        return self._answer(self.phones, code)

    def _answer(self, known: dict, code: str):
        self.asked_in_transaction.append(connection.in_atomic_block)
        answer = known.pop(code, WechatCodeInvalid(40029, "invalid code"))
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def wechat(monkeypatch) -> FakeWechat:
    fake = FakeWechat()
    monkeypatch.setattr(client, "get_client", lambda: fake)
    return fake
