"""GET regions: provinces, then what lies in the one that was picked."""

import pytest

from tests.factories.accounts import RegionFactory, hangzhou

pytestmark = pytest.mark.django_db
URL = "/api/v1/regions"


@pytest.fixture(autouse=True)
def regions(db):
    hangzhou()
    RegionFactory(level=1, code="110000", name="北京市")
    RegionFactory(level=1, code="440000", name="广东省")
    RegionFactory(level=2, code="441900", name="东莞市", parent_code="440000")
    RegionFactory(level=3, code="441900", name="东莞市", parent_code="441900")


def test_without_a_parent_the_provinces_are_listed_by_code(anonymous):
    response = anonymous.get(URL)

    assert response.status_code == 200
    assert response.json()["next"] is None
    assert response.json()["results"] == [
        {"code": "110000", "name": "北京市", "level": 1},
        {"code": "330000", "name": "浙江省", "level": 1},
        {"code": "440000", "name": "广东省", "level": 1},
    ]


@pytest.mark.parametrize(
    ("parent", "children"),
    [
        ("330000", [("330100", 2)]),
        ("330100", [("330106", 3)]),
        ("440000", [("441900", 2)]),
        ("441900", [("441900", 3)]),
        ("330106", []),
        ("999999", []),
    ],
)
def test_a_parent_lists_its_children(anonymous, parent, children):
    response = anonymous.get(URL, {"parent": parent})

    assert [(row["code"], row["level"]) for row in response.json()["results"]] == children


def test_members_read_the_same(client_of, alice):
    assert len(client_of(alice).get(URL).json()["results"]) == 3


def test_a_picker_gets_a_whole_level_at_once(anonymous):
    for number in range(40):
        RegionFactory(level=3, code=f"3302{number:02}", name=f"第 {number} 区", parent_code="330200")

    response = anonymous.get(URL, {"parent": "330200"})

    assert len(response.json()["results"]) == 40
    assert response.json()["next"] is None


def test_an_unchanged_list_is_not_sent_again(anonymous):
    etag = anonymous.get(URL)["ETag"]

    response = anonymous.get(URL, headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("query", [{"parent": "33"}, {"parent": "a\u0000b"}, {"level": "1"}, {"parent": "3300000"}])
def test_a_bad_query_is_refused(anonymous, query):
    response = anonymous.get(URL, query)

    assert response.status_code == 422
    assert {error["field"] for error in response.json()["errors"]} == set(query)


@pytest.mark.parametrize("count", [1, 20, 100])
def test_the_number_of_queries_is_constant(anonymous, count, django_assert_num_queries):
    for number in range(count):
        RegionFactory(level=3, code=f"33{number:04}", name=f"第 {number} 区", parent_code="990000")

    with django_assert_num_queries(1):
        anonymous.get(URL, {"parent": "990000"})
