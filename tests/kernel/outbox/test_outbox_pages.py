"""Facts and dead letters for operators: what failed, why, and sending it again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.audit.models import AuditEntry
from kernel.outbox.models import Delivery
from kernel.staff.roles import AUDITOR, OPERATOR
from tests.factories.outbox import DeliveryFactory
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db

LIST = "admin:kernel_outbox_delivery_changelist"


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(operator_with(OPERATOR))
    return client


def replay_page(delivery: Delivery) -> str:
    return reverse("admin:kernel_outbox_delivery_replay", args=[delivery.pk])


def test_dead_letters_are_found_by_state_with_their_error(browser: Client) -> None:
    DeliveryFactory(state="dead", last_error="Traceback\nValueError: 坏数据")
    DeliveryFactory(handler="mall.orders.handlers.other")

    text = browser.get(reverse(LIST), {"state__exact": "dead"}).content.decode()

    assert "ValueError: 坏数据" in text
    assert "mall.fulfilment.handlers.open_parcel" in text
    assert "mall.orders.handlers.other" not in text


def test_a_dead_letter_is_sent_again(browser: Client) -> None:
    letter = DeliveryFactory(state="dead", attempts=8)

    response = browser.post(replay_page(letter))

    letter.refresh_from_db()
    assert response.status_code == 302
    assert (letter.state, letter.attempts) == ("waiting", 0)
    assert AuditEntry.objects.get().label == "重新投递死信"


def test_asking_first_changes_nothing(browser: Client) -> None:
    letter = DeliveryFactory(state="dead")

    assert browser.get(replay_page(letter)).status_code == 200

    letter.refresh_from_db()
    assert letter.state == "dead"


def test_what_is_not_dead_is_not_sent_again(browser: Client) -> None:
    waiting = DeliveryFactory(attempts=3)

    browser.post(replay_page(waiting))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("waiting", 3)
    assert not AuditEntry.objects.exists()


def test_selected_letters_are_sent_again_and_the_rest_is_named(browser: Client) -> None:
    dead, waiting = DeliveryFactory(state="dead"), DeliveryFactory()
    data = {"action": "replay_selected", "_selected_action": [dead.pk, waiting.pk]}

    page = browser.post(reverse(LIST), data, follow=True).content.decode()

    dead.refresh_from_db()
    assert dead.state == "waiting"
    assert "1 条已完成" in page
    assert "只有死信可以重新投递" in page


def test_the_auditor_cannot_send_again(client: Client) -> None:
    client.force_login(operator_with(AUDITOR))
    letter = DeliveryFactory(state="dead")

    one = client.post(replay_page(letter))
    client.post(reverse(LIST), {"action": "replay_selected", "_selected_action": [letter.pk]})

    letter.refresh_from_db()
    assert one.status_code == 403
    assert letter.state == "dead"


def test_a_fact_shows_its_content_and_who_heard_of_it(browser: Client) -> None:
    delivery = DeliveryFactory(state="dead", last_error="ValueError: 坏数据")

    page = browser.get(reverse("admin:kernel_outbox_storedfact_change", args=[delivery.fact_id])).content.decode()

    assert "order_id" in page
    assert "mall.fulfilment.handlers.open_parcel" in page


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_for_any_length(browser: Client, rows: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(rows):
        DeliveryFactory()

    with django_assert_max_num_queries(12):
        assert browser.get(reverse(LIST)).status_code == 200
