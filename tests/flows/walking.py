"""The steps of a purchase as a mini-program takes them: over REST, with the simulators as WeChat."""

import uuid
from collections.abc import Mapping
from typing import Any

from rest_framework.test import APIClient

from simulators.server import Simulators


class Walker:
    """A member with a phone in the hand."""

    def __init__(self, simulator: Simulators, openid: str) -> None:
        self.simulator, self.openid = simulator, openid
        self.client = APIClient()

    def sign_in(self) -> Mapping[str, Any]:
        code = self.simulator.codes(openid=self.openid)["login_code"]
        answer = self.client.post("/api/v1/auth/wechat/login", {"code": code}, format="json")
        assert answer.status_code == 200, answer.content.decode()
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
        return answer.json()

    def post(self, path: str, body: Any = None, *, key: str = "", expect: int = 200) -> Any:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        answer = self.client.post(f"/api/v1/{path}", body or {}, format="json", headers=headers)
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()

    def put(self, path: str, body: Any, *, expect: int = 200) -> Any:
        answer = self.client.put(f"/api/v1/{path}", body, format="json")
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()

    def get(self, path: str, *, expect: int = 200) -> Any:
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()

    def add_address(self, district: str = "330106") -> str:
        body = {"name": "爱丽丝", "phone": "13800138000", "region_code": district, "detail": "文三路 1 号"}
        return str(self.post("me/addresses", body, expect=201)["id"])

    def order(self, sku_id: int, quantity: int = 1) -> Any:
        return self.post("orders", {"lines": [{"sku_id": str(sku_id), "quantity": quantity}]}, expect=201)

    def start_paying(self, number: str) -> Any:
        return self.post(f"orders/{number}/payments", {"channel": "wechat"})

    def pay(self, number: str) -> None:
        params = self.start_paying(number)["client_params"]
        self.simulator.pay(params, self.openid)
