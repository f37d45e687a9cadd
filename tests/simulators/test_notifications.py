"""Notifications as wechatpayv3 reads them, and the tricks that spoil them: protocols.md 4.7 and 10.1 no. 6."""

import time
from typing import Any

import pytest

from simulators.deliveries import Answer
from tests.simulators.shop import ALICE, NUMBER, Inbox, Shop


def notified(shop: Shop, **trick: Any) -> None:
    """Buy something, with a trick ordered for its notification."""
    if trick:
        assert shop.sim("notifications", trick).status_code == 200
    shop.buy()
    shop.simulators.run_due()


def listed(shop: Shop) -> list[dict[str, Any]]:
    return list(shop.sim("notifications", method="GET").json()["notifications"])


def test_a_payment_is_told_as_a_query_would_show_it(shop: Shop, inbox: Inbox) -> None:
    notified(shop)

    event = shop.read(inbox.parcels[0])
    assert (event["event_type"], event["resource_type"]) == ("TRANSACTION.SUCCESS", "encrypt-resource")
    assert event["summary"] == "支付成功"
    assert event["id"].startswith("EV-")
    assert event["resource"] == shop.query()[1]
    assert event["resource"]["payer"] == {"openid": ALICE}


def test_the_resource_is_encrypted_as_the_protocol_says(shop: Shop, inbox: Inbox) -> None:
    notified(shop)

    resource = inbox.bodies[0]["resource"]
    assert (resource["algorithm"], resource["original_type"]) == ("AEAD_AES_256_GCM", "transaction")
    assert resource["associated_data"] == "transaction"
    assert len(resource["nonce"]) == 12
    assert NUMBER not in inbox.parcels[0].body.decode()


def test_the_list_shows_attempts_and_answers(shop: Shop, inbox: Inbox) -> None:
    inbox.answers = [Answer(503, "later")]
    notified(shop)

    shown = listed(shop)[0]

    assert (shown["state"], shown["event_type"]) == ("waiting", "TRANSACTION.SUCCESS")
    assert shown["next_at"] is not None
    attempt = shown["attempts"][0]
    assert (attempt["number"], attempt["status"], attempt["answer"]) == (1, 503, "later")
    assert attempt["body"] == inbox.parcels[0].body.decode()
    assert attempt["headers"]["Wechatpay-Serial"] == shop.simulators.env["WECHATPAY_PUBLIC_KEY_ID"]


def test_a_missing_notification_never_comes(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="missing")
    shop.simulators.clock.advance(2 * 86400)
    shop.simulators.run_due()

    assert inbox.parcels == []
    assert listed(shop)[0]["state"] == "missing"
    assert shop.query()[1]["trade_state"] == "SUCCESS"


def test_a_duplicate_comes_again_although_the_first_was_taken(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="duplicate", copies=3)

    assert len(inbox.parcels) == 3
    assert len({body["id"] for body in inbox.bodies}) == 1
    assert [shop.read(parcel)["resource"]["out_trade_no"] for parcel in inbox.parcels] == [NUMBER] * 3


def test_a_delayed_notification_comes_when_its_time_has_come(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="delay", seconds=600)
    assert inbox.parcels == []

    shop.simulators.clock.advance(601)
    shop.simulators.run_due()

    assert len(inbox.parcels) == 1


def test_held_notifications_are_released_in_reverse(shop: Shop, inbox: Inbox) -> None:
    shop.sim("notifications", {"kind": "hold", "times": 2})
    shop.buy("20261121000000000001")
    shop.buy("20261121000000000002")
    shop.simulators.run_due()
    assert inbox.parcels == []

    shop.sim("notifications/release")
    shop.simulators.run_due()

    numbers = [shop.read(parcel)["resource"]["out_trade_no"] for parcel in inbox.parcels]
    assert numbers == ["20261121000000000002", "20261121000000000001"]


def test_held_notifications_are_released_by_id_in_the_order_given(shop: Shop, inbox: Inbox) -> None:
    shop.sim("notifications", {"kind": "hold", "times": 2})
    shop.buy("20261121000000000001")
    shop.buy("20261121000000000002")
    ids = [shown["id"] for shown in listed(shop)]

    shop.sim("notifications/release", {"ids": ids[:1]})
    done = shop.sim("notifications/deliver").json()

    assert done == {"done": 1}
    assert [body["id"] for body in inbox.bodies] == ids[:1]
    assert shop.sim("notifications/release", {"ids": ids[:1]}).status_code == 400


def test_a_signature_probe_is_followed_by_the_genuine_notification(shop: Shop, inbox: Inbox) -> None:
    inbox.fail(1)
    notified(shop, kind="signtest")
    shop.simulators.clock.advance(15)
    shop.simulators.run_due()

    probe, genuine = inbox.parcels
    assert probe.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
    assert shop.read(probe) is None
    assert shop.read(genuine)["resource"]["out_trade_no"] == NUMBER


@pytest.mark.parametrize("kind", ["tampered", "forged"])
def test_what_is_not_signed_by_us_does_not_verify_and_the_retry_does(shop: Shop, inbox: Inbox, kind: str) -> None:
    inbox.fail(1)
    notified(shop, kind=kind)
    shop.simulators.clock.advance(15)
    shop.simulators.run_due()

    false, genuine = inbox.parcels
    assert shop.read(false) is None
    assert shop.read(genuine) is not None
    assert [attempt["spoil"] for attempt in listed(shop)[0]["attempts"]] == [kind, ""]


def test_a_stale_notification_is_well_signed_but_old(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="stale", seconds=601)

    stale = inbox.parcels[0]
    assert time.time() - int(stale.headers["Wechatpay-Timestamp"]) > 600
    assert shop.read(stale) is not None


def test_an_unknown_serial_is_what_it_says(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="wrong_serial")

    serial = inbox.parcels[0].headers["Wechatpay-Serial"]
    assert serial.startswith("PUB_KEY_ID_")
    assert serial != shop.simulators.env["WECHATPAY_PUBLIC_KEY_ID"]


def test_an_altered_notification_is_well_signed_with_other_contents(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="altered", changes={"mchid": "1900000000", "amount": {"total": 1}})

    plaintext = shop.read(inbox.parcels[0])["resource"]
    assert plaintext["mchid"] == "1900000000"
    assert (plaintext["amount"]["total"], plaintext["amount"]["payer_total"]) == (1, 100)


def test_a_trick_waits_for_its_kind_of_event(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="missing", event_type="REFUND.SUCCESS")
    shop.refund()
    shop.simulators.clock.advance(3)
    shop.simulators.run_due()

    assert [body["event_type"] for body in inbox.bodies] == ["TRANSACTION.SUCCESS"]
    assert [shown["state"] for shown in listed(shop)] == ["delivered", "missing"]


@pytest.mark.parametrize(
    "trick", [{}, {"kind": "magic"}, {"kind": "hold", "times": 0}, {"kind": "hold", "when": "now"}]
)
def test_a_trick_that_makes_no_sense_is_refused(shop: Shop, trick: dict[str, Any]) -> None:
    assert shop.sim("notifications", trick).status_code == 400


def test_a_probe_that_was_taken_is_the_last_attempt(shop: Shop, inbox: Inbox) -> None:
    notified(shop, kind="signtest")
    shop.simulators.clock.advance(86400)
    shop.simulators.run_due()

    assert len(inbox.parcels) == 1
    assert listed(shop)[0]["state"] == "delivered"
