"""The walk of the README over HTTP alone: no Django, no product code; what curl could do."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

import requests


class Shopper:
    """A member's phone, talking to a running shop and running simulators."""

    def __init__(self, shop: str, simulators: str, openid: str) -> None:
        self.shop, self.simulators, self.openid = shop, simulators, openid
        self.http = requests.Session()

    def call(self, method: str, path: str, body: Any = None, *, expect: int = 200, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex} if method == "POST" else {}
        answer = self.http.request(method, f"{self.shop}/api/v1/{path}", json=body, headers=headers, timeout=20)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:1000]}"
        return answer.json() if answer.content else None

    def control(self, path: str, body: Mapping[str, Any]) -> Any:
        answer = requests.post(f"{self.simulators}/_sim/{path}", json=dict(body), timeout=20)
        assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def sign_in(self) -> None:
        code = self.control("codes", {"openid": self.openid})["login_code"]
        signed_in = self.call("POST", "auth/wechat/login", {"code": code})
        self.http.headers["Authorization"] = f"Bearer {signed_in['access']}"

    def address(self) -> str:
        known = self.call("GET", "me/addresses")
        if known["results"]:
            return str(known["results"][0]["id"])
        body = {"name": "小林", "phone": "13800138000", "region_code": "330106", "detail": "文三路 1 号"}
        return str(self.call("POST", "me/addresses", body, expect=201)["id"])

    def some_sku(self) -> Mapping[str, Any]:
        """Look through the list as a person does, and return a SKU that can be bought."""
        listed = self.call("GET", "products?in_stock=true&sort=sales&limit=20")["results"]
        for card in reversed(listed):
            for sku in self.call("GET", f"products/{card['id']}")["skus"]:
                if sku["is_buyable"] and sku["available"] >= 5:
                    return dict(sku)
        raise AssertionError("nothing can be bought")

    def buy(self) -> str:
        """Cart, quote, order; return the order's number, not yet paid."""
        sku = self.some_sku()
        address_id = self.address()
        self.call("POST", "cart/lines", {"sku_id": sku["id"], "quantity": 1}, expect=201)
        quote = self.call("POST", "quotes", {"from_cart": True, "address_id": address_id})
        body = {"from_cart": True, "address_id": address_id, "expected_payable_fen": quote["payable_fen"]}
        return str(self.call("POST", "orders", body, expect=201)["number"])

    def pay(self, number: str) -> None:
        started = self.call("POST", f"orders/{number}/payments", {"channel": "wechat"})
        self.control("pay", {"client_params": started["client_params"], "openid": self.openid, "result": "success"})

    def status(self, number: str) -> str:
        return str(self.call("GET", f"orders/{number}")["status"])


class Operator:
    """A browser session of the admin without a browser."""

    def __init__(self, shop: str, username: str = "admin", password: str = "siyu-demo-2026") -> None:
        self.shop = shop
        self.http = requests.Session()
        page = self.http.get(f"{shop}/admin/login/", timeout=20)
        form = {"username": username, "password": password, "csrfmiddlewaretoken": _token(page.text), "next": "/admin/"}
        answer = self.http.post(f"{shop}/admin/login/", form, headers={"Referer": page.url}, timeout=20)
        assert answer.status_code == 200, answer.status_code
        assert "/login" not in answer.url, "the login was refused"

    def ship(self, number: str, tracking_no: str) -> None:
        """Open the order by its number, press the ship button, send the form as it stands."""
        found = self.http.get(f"{self.shop}/admin/mall_orders/order/?q={number}", timeout=20)
        pk = re.search(r"/admin/mall_orders/order/(\d+)/change/", found.text)
        assert pk, "the order is not in the list"
        detail = self.http.get(f"{self.shop}/admin/mall_orders/order/{pk.group(1)}/change/", timeout=20).text
        link = re.search(r'href="([^"]*/ship/?)"', detail)
        assert link, "no ship button"
        page = self.http.get(f"{self.shop}{link.group(1)}", timeout=20)
        form = dict(re.findall(r'<input[^>]*name="(pieces_\d+)"[^>]*value="(\d+)"', page.text))
        form |= {"csrfmiddlewaretoken": _token(page.text), "carrier": "sf", "tracking_no": tracking_no}
        answer = self.http.post(page.url, form, headers={"Referer": page.url}, timeout=20)
        assert answer.status_code == 200, answer.status_code


def _token(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert found, "no form on the page"
    return found.group(1)
