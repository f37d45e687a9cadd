"""Is it alive, is it ready, how is it doing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from config import health
from config.embedded import embedded
from kernel import clock
from kernel.outbox.models import StoredFact

pytestmark = pytest.mark.django_db
ALIVE = {"worker": True, "beat": True}


@pytest.fixture(autouse=True)
def threads(monkeypatch, settings):
    """Worker and beat as they are in a running demo."""
    settings.EMBEDDED_WORKER = True
    monkeypatch.setattr(embedded, "parts", lambda: ALIVE)


def down(*_, **__):
    raise ConnectionError("the secret address is down")


def readiness():
    response = Client().get("/readyz")
    return response.status_code, response.json()


def parts_down():
    status, body = readiness()
    assert (status, body["status"]) == (503, "not_ready")
    return [name for name, state in body["parts"].items() if state == "down"]


def test_a_process_that_answers_is_alive():
    response = Client().get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_it_is_alive_without_a_database(monkeypatch):
    monkeypatch.setattr(connection, "cursor", down)

    assert Client().get("/healthz").status_code == 200


def test_it_is_ready_when_every_part_is_up():
    assert readiness() == (
        200,
        {
            "status": "ready",
            "parts": dict.fromkeys(["database", "migrations", "cache", "broker", "relay", "worker"], "up"),
        },
    )


def test_it_is_not_ready_without_the_database(monkeypatch):
    monkeypatch.setattr(health, "_database", down)

    assert parts_down() == ["database"]


def test_the_answer_does_not_tell_why(monkeypatch):
    monkeypatch.setattr(health, "_database", down)

    assert b"secret" not in Client().get("/readyz").content


def test_it_is_not_ready_without_the_cache(monkeypatch):
    monkeypatch.setattr(cache, "set", down)

    assert parts_down() == ["cache"]


def test_it_is_not_ready_without_the_broker(monkeypatch):
    monkeypatch.setattr(health.app, "connection_for_write", down)

    assert parts_down() == ["broker"]


def test_it_is_not_ready_before_the_migrations(monkeypatch):
    monkeypatch.setattr(health, "_is_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["kernel_outbox.0001"])

    assert parts_down() == ["migrations"]


def test_it_is_not_ready_while_nobody_delivers_facts():
    told_at = clock.now() - timedelta(seconds=61)
    name = "mall.orders.order_placed"
    StoredFact.objects.create(name=name, aggregate="order_id:1", payload={}, published_at=told_at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kernel.outbox.selectors.known_names", lambda: {name})
        assert parts_down() == ["relay"]


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_it_is_not_ready_without_the_embedded_threads(monkeypatch, part):
    monkeypatch.setattr(embedded, "parts", lambda: ALIVE | {part: False})

    assert parts_down() == ["worker"]


def test_a_server_does_not_look_for_embedded_threads(monkeypatch, settings):
    settings.EMBEDDED_WORKER = False
    monkeypatch.setattr(embedded, "parts", lambda: {"worker": False, "beat": False})

    status, body = readiness()

    assert status == 200
    assert "worker" not in body["parts"]


def test_metrics_count_the_outbox():
    name = "mall.orders.order_placed"
    StoredFact.objects.create(name=name, aggregate="order_id:1", payload={}, published_at=clock.now())

    text = Client().get("/metrics").content.decode()

    assert "siyu_outbox_facts_to_fan_out 1.0" in text
    assert "siyu_outbox_dead 0.0" in text
    assert "django_http_requests_total_by_method" in text


def test_metrics_are_for_the_bearer_of_the_token(settings):
    settings.METRICS_TOKEN = "scrape"

    assert Client().get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer scrape"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_only_read(path):
    assert Client().post(path).status_code == 405
