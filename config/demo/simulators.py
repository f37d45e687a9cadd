"""The simulators' control calls that the demo needs: codes to sign in with, and somebody who pays."""

from collections.abc import Mapping
from typing import Any

import requests


class DemoSimulators:
    """Running simulators at an address."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def codes(self, openid: str, phone: str) -> Mapping[str, str]:
        """Let somebody open the mini-program; return login_code and phone_code."""
        return self._post("codes", {"openid": openid, "phone": phone})

    def pay(self, client_params: Mapping[str, str], openid: str) -> None:
        """Pay as the member would in the payment window."""
        self._post("pay", {"client_params": dict(client_params), "openid": openid, "result": "success"})

    def push_to(self, url: str) -> None:
        """Let WeChat push its messages to the shop, encrypted, as the console would be set up."""
        self._post("push", {"url": url, "mode": "safe", "format": "json"})

    def settle_refund(self, number: str) -> None:
        """Let a refund reach the payer."""
        self._post(f"refunds/{number}", {"status": "SUCCESS"})

    def subscribe(self, openid: str, template_id: str) -> None:
        """Let somebody accept a subscription template once more."""
        self._post("subscribe", {"openid": openid, "template": template_id, "result": "accept"})

    def _post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = requests.post(f"{self.address}/_sim/{path}", json=dict(body), timeout=10)
        answer.raise_for_status()
        return dict(answer.json())
