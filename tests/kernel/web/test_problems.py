"""Errors are problem+json with stable codes and Chinese texts (rules 13.2)."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.rule("13.2")
def test_a_refusal_tells_status_code_text_and_request_id(stranger):
    response = stranger.post("/plain", {}, format="json", headers={"X-Request-ID": "request-0001"})

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["X-Request-ID"] == "request-0001"
    assert response.json() == {
        "type": "/api/docs/errors#not_signed_in",
        "title": "请先登录",
        "status": 401,
        "detail": "请先登录",
        "code": "not_signed_in",
        "errors": [],
        "request_id": "request-0001",
    }


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/broken/busy", 503, "unavailable"),
        ("/broken/surprise", 500, "server_fault"),
        ("/broken/overflow", 422, "invalid"),
        ("/broken/many", 429, "too_many_requests"),
        ("/nowhere", 404, "not_found"),
        ("/things/0", 404, "not_found"),
        ("/things/12345678901234567890", 404, "not_found"),
        ("/orders/123", 404, "not_found"),
        ("/orders/%00", 404, "not_found"),
        ("/plain", 405, "method_not_allowed"),
    ],
)
def test_every_failure_has_its_code_and_tells_no_secret(member, path, status, code):
    response = member.get(path)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert "secret" not in response.content.decode()


def test_a_busy_database_and_a_throttle_say_when_to_come_again(member):
    assert member.get("/broken/busy")["Retry-After"] == "5"
    assert member.get("/broken/many")["Retry-After"] == "7"


def test_what_we_cannot_render_is_not_acceptable(member):
    response = member.get("/greeting", headers={"Accept": "text/html"})

    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


def test_options_tells_nothing_about_the_code(member):
    assert member.options("/greeting").status_code == 405


def test_the_log_tells_the_same_request_id_as_the_answer(member, caplog):
    with caplog.at_level("INFO"):
        response = member.get("/greeting")

    logged = {record.msg["request_id"] for record in caplog.records if isinstance(record.msg, dict)}
    assert logged == {response["X-Request-ID"]}


def test_an_indecent_request_id_is_replaced(member):
    response = member.get("/greeting", headers={"X-Request-ID": "<script>alert(1)</script>"})

    assert len(response["X-Request-ID"]) == 32
