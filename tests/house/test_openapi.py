"""The document at /api/schema/ keeps to the contract: examples, keys of repeatable writes, refusals, pages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from tests.house.sources import ROOT

BASE = "/api/v1/"
CALL = re.compile(r"`((?:GET|POST|PUT|DELETE)(?:, (?:GET|POST|PUT|DELETE))*) ([^ `?]+)|`(/[^ `?]+)")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict):
                yield f"{method.upper()} {path}", operation


def bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the media types of the request and of the successes."""
    successes = [answer for code, answer in operation["responses"].items() if code.startswith("2")]
    for body in (operation.get("requestBody", {}), *successes):
        yield from body.get("content", {}).values()


def examples(media: dict[str, Any]) -> list[Any]:
    named = [each["value"] for each in media.get("examples", {}).values()]
    return [*named, media["example"]] if "example" in media else named


def starred() -> tuple[set[str], set[str]]:
    """Return the calls of docs/api.md that need an Idempotency-Key, and those that do not."""
    needed, free, before = set(), set(), ""
    for methods, full, ending in CALL.findall((ROOT / "docs" / "api.md").read_text()):
        path = full or f"{before.rsplit('/', 1)[0]}{ending}"
        before = path.rstrip("*")
        verbs = methods.split(", ") if methods else ["POST"]
        for verb in verbs:
            call = f"{verb} {BASE}{before}"
            (needed if path.endswith("*") and verb == "POST" else free).add(call)
    return needed, free


def test_every_body_has_an_example_that_fits_its_schema(document: dict[str, Any]) -> None:
    wrong = []
    for name, operation in operations(document):
        for media in bodies(operation):
            check = Draft202012Validator({**media["schema"], "components": document["components"]})
            given = examples(media)
            wrong += [] if given else [f"{name}: no example"]
            wrong += [f"{name}: {error.message}" for each in given for error in check.iter_errors(each)]

    assert wrong == []


def test_repeatable_writes_need_a_key_and_nothing_else_does(document: dict[str, Any]) -> None:
    needed, free = starred()
    has_key = {
        name
        for name, operation in operations(document)
        if any(each["name"] == "Idempotency-Key" and each["required"] for each in operation.get("parameters", []))
    }
    known = {name for name, _ in operations(document)}

    assert "POST /api/v1/orders/{number}/receive" in needed
    assert has_key == needed & known
    assert not has_key & (free - needed)


def test_every_operation_says_how_it_refuses(document: dict[str, Any]) -> None:
    silent = [
        name
        for name, operation in operations(document)
        if not {"401", "404", "422", "429"} <= operation["responses"].keys()
        or not ("GET" in name or "409" in operation["responses"])
    ]

    assert silent == []


def test_every_operation_is_named_in_chinese_and_has_a_chapter(document: dict[str, Any]) -> None:
    unnamed = [
        name
        for name, operation in operations(document)
        if not all(re.search("[一-鿿]", text) for text in (operation.get("summary", ""), *operation.get("tags", [""])))
    ]

    assert unnamed == []


def test_lists_are_pages(document: dict[str, Any]) -> None:
    bare = [
        name
        for name, operation in operations(document)
        for media in bodies(operation)
        if media["schema"].get("type") == "array"
    ]

    assert bare == []


def test_the_committed_document_is_the_present_one(document: dict[str, Any]) -> None:
    committed = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())

    assert committed["paths"].keys() == document["paths"].keys()
    assert committed["components"]["schemas"].keys() == document["components"]["schemas"].keys()
