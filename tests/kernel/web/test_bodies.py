"""What a body may be, and what is refused before any work (rules 13.3)."""

import pytest

pytestmark = pytest.mark.django_db

GOOD = {"sku_id": "7", "quantity": 2}


def errors_of(response):
    assert response.status_code == 422
    return {error["field"]: error["code"] for error in response.json()["errors"]}


@pytest.mark.rule("13.3")
def test_an_unknown_field_is_refused_by_name(member):
    response = member.post("/plain", GOOD | {"price_fen": 1}, format="json")

    assert errors_of(response) == {"price_fen": "unknown"}


@pytest.mark.parametrize("quantity", [0, -1, 1.5, 1e9, "2", True, None, [], 2**80])
def test_a_quantity_is_a_whole_number_within_its_range(member, quantity):
    assert set(errors_of(member.post("/plain", GOOD | {"quantity": quantity}, format="json"))) == {"quantity"}


@pytest.mark.rule("13.3")
@pytest.mark.parametrize(
    ("sku_id", "status"), [("7", 200), (7, 200), ("0", 422), ("-7", 422), ("9" * 19, 422), (7.0, 422)]
)
def test_an_id_is_a_string_of_digits(member, sku_id, status):
    assert member.post("/plain", GOOD | {"sku_id": sku_id}, format="json").status_code == status


@pytest.mark.parametrize("remark", ["\x00", "a\x1b[0m", "x" * 21, 5])
def test_a_text_has_no_invisible_characters(member, remark):
    assert set(errors_of(member.post("/plain", GOOD | {"remark": remark}, format="json"))) == {"remark"}


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"quantity": NaN}', b"[" * 100_000, b'{"quantity": ' + b"9" * 5000 + b"}"]
)
def test_what_is_not_json_is_malformed(member, body):
    response = member.generic("POST", "/plain", body, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (400, "malformed_body")


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"null", b"1"])
def test_json_that_is_no_object_is_invalid(member, body):
    assert member.generic("POST", "/plain", body, content_type="application/json").status_code == 422


def test_the_charset_of_the_header_cannot_break_the_parser(member):
    response = member.generic(
        "POST", "/plain", b'{"sku_id": "7", "quantity": 1}', content_type="application/json; charset=hex"
    )

    assert response.status_code == 200


def test_a_form_is_an_unsupported_media_type(member):
    response = member.post("/plain", GOOD, format="multipart")

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_over_the_limit_is_too_large(member, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = member.post("/plain", GOOD | {"remark": "x" * 2000}, format="json")

    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [rb'{"sku_id": "7", "quantity": 1, "remark": "\ud800"}', rb'{"\ud800": 1}'])
def test_half_a_character_is_refused_and_the_refusal_can_be_told(member, body):
    response = member.generic("POST", "/plain", body, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (422, "invalid")
