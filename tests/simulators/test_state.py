"""What survives a restart."""

from pathlib import Path

import requests

from simulators.server import Options, Simulators, start
from tests.simulators.shop import ALICE, NUMBER, Inbox, Shop


def restarted(folder: Path) -> Simulators:
    return start(options=Options(state=folder / "state.sqlite3", is_background=False, send=Inbox()))


def test_a_paid_order_can_be_refunded_after_a_restart(tmp_path: Path) -> None:
    before = restarted(tmp_path)
    before.codes(openid=ALICE)
    Shop(before, Inbox()).buy()
    before.stop()

    after = restarted(tmp_path)
    status, refund = Shop(after, Inbox()).refund()
    after.stop()

    assert (status, refund["status"], refund["out_trade_no"]) == (200, "PROCESSING", NUMBER)


def test_a_notification_not_yet_taken_is_retried_after_a_restart(tmp_path: Path) -> None:
    before = restarted(tmp_path)
    before.codes(openid=ALICE)
    Shop(before, Inbox()).buy()
    before.stop()

    inbox = Inbox()
    after = start(options=Options(state=tmp_path / "state.sqlite3", is_background=False, send=inbox))
    after.run_due()
    after.stop()

    assert [body["event_type"] for body in inbox.bodies] == ["TRANSACTION.SUCCESS"]


def test_reset_forgets_orders_people_and_calls_but_keeps_the_keys(shop: Shop) -> None:
    shop.buy()
    appid = shop.simulators.env["WECHAT_APPID"]

    answer = shop.sim("reset")

    assert answer.json() == {"reset": True}
    assert shop.sim("orders", method="GET").json()["orders"] == []
    assert shop.sim("calls", method="GET").json()["calls"] == []
    assert shop.query()[0] == 404
    assert shop.simulators.env["WECHAT_APPID"] == appid


def test_health_is_told_outside_every_host(shop: Shop) -> None:
    answer = requests.get(f"{shop.simulators.url}/healthz", timeout=5)

    assert (answer.status_code, answer.text) == (200, "ok")
