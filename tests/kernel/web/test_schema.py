"""The OpenAPI document tells every refusal and every needed header."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.kernel.web import desk

READS = {"400", "401", "403", "404", "406", "414", "422", "429", "503"}


@pytest.fixture
def document(desk_urls, settings):
    settings.SPECTACULAR_SETTINGS = settings.SPECTACULAR_SETTINGS
    return SchemaGenerator(patterns=desk.urlpatterns).get_schema(request=None, public=True)


def test_every_read_documents_its_refusals(document):
    responses = document["paths"]["/claims"]["get"]["responses"]

    assert set(responses) == READS | {"200", "304"}
    assert responses["401"] == {"$ref": "#/components/responses/NotSignedIn"}


def test_every_write_documents_conflicts_sizes_and_types(document):
    assert set(document["paths"]["/buy"]["post"]["responses"]) - {"200", "201"} == READS | {"409", "413", "415"}


def test_an_idempotent_method_asks_for_its_key(document):
    parameters = {item["name"]: item for item in document["paths"]["/buy"]["post"]["parameters"]}

    assert parameters["Idempotency-Key"]["in"] == "header"
    assert parameters["Idempotency-Key"]["required"] is True


def test_a_plain_write_asks_for_no_key(document):
    assert "parameters" not in document["paths"]["/plain"]["post"]


def test_lists_tell_their_paging(document):
    names = {item["name"] for item in document["paths"]["/claims"]["get"]["parameters"]}

    assert names == {"cursor", "limit", "If-None-Match"}


def test_problems_come_with_an_example(document):
    answer = document["components"]["responses"]["Invalid"]["content"]["application/problem+json"]

    assert answer["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert answer["example"]["code"] == "invalid"
    assert answer["example"]["errors"][0]["field"] == "quantity"


def test_paths_tell_what_ids_and_numbers_look_like(document):
    parameter = next(
        item for item in document["paths"]["/orders/{number}"]["get"]["parameters"] if item["name"] == "number"
    )

    assert parameter["schema"]["pattern"] == "^[0-9]{20}$"
