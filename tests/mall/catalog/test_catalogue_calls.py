"""GET categories, brands, search/suggestions, search/hot: open to anyone, conditional, constant in queries."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.catalog.models import HotWord, SearchCount
from mall.catalog.services import count_search
from mall.catalog.tasks import forget_old_searches
from tests.factories.catalog import BrandFactory, CategoryFactory, searchable

pytestmark = pytest.mark.django_db
PATHS = ["/api/v1/categories", "/api/v1/brands", "/api/v1/search/suggestions?q=被", "/api/v1/search/hot"]


@pytest.mark.parametrize("path", PATHS)
def test_anyone_may_read_and_an_unchanged_answer_is_not_sent_again(anonymous, path):
    first = anonymous.get(path)
    again = anonymous.get(path, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert first.json() == {"results": [], "next": None}
    assert again.content == b""


@pytest.mark.rule("13.3")
@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_parameter_is_refused(anonymous, path):
    answer = anonymous.get(f"{path}{'&' if '?' in path else '?'}colour=red")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "colour"


@pytest.mark.rule("13.3")
def test_the_category_tree_is_nested_and_ids_are_strings(anonymous):
    top = CategoryFactory(name="居家")
    below = CategoryFactory(name="床品", parent=top)

    answer = anonymous.get("/api/v1/categories").json()

    leaf = {"id": str(below.pk), "name": "床品", "icon_url": "", "children": []}
    assert answer["results"] == [{"id": str(top.pk), "name": "居家", "icon_url": "", "children": [leaf]}]


@pytest.mark.parametrize("count", [1, 20, 100])
def test_categories_and_brands_cost_one_query_each(anonymous, django_assert_num_queries, count):
    for _ in range(count):
        CategoryFactory()
        BrandFactory()

    with django_assert_num_queries(1):
        assert len(anonymous.get("/api/v1/categories").json()["results"]) == count
    with django_assert_num_queries(1):
        assert len(anonymous.get("/api/v1/brands?limit=100").json()["results"]) == count


def test_brands_come_page_by_page_without_hidden_ones(anonymous):
    shown = [BrandFactory(position=place).name for place in range(3)]
    BrandFactory(is_visible=False)

    first = anonymous.get("/api/v1/brands?limit=2").json()
    second = anonymous.get(f"/api/v1/brands?limit=2&cursor={first['next']}").json()

    assert [each["name"] for each in first["results"] + second["results"]] == shown
    assert second["next"] is None


def test_suggestions_mix_searches_categories_brands_and_products(anonymous, django_assert_num_queries):
    CategoryFactory(name="羊毛制品")
    BrandFactory(name="羊毛世家")
    searchable(name="澳洲羊毛被")
    count_search(text="羊毛衫", at=clock.now())

    with django_assert_num_queries(4):
        answer = anonymous.get("/api/v1/search/suggestions?q=羊毛").json()

    assert answer["results"] == [
        {"text": "羊毛衫", "kind": "search"},
        {"text": "羊毛制品", "kind": "category"},
        {"text": "羊毛世家", "kind": "brand"},
        {"text": "澳洲羊毛被", "kind": "product"},
    ]


@pytest.mark.parametrize("q", ["", "%20", "🎉", "%22%27", "%00", "%F0%9F"])
def test_suggestions_for_nothing_are_nothing(anonymous, q):
    searchable(name="羊毛被")

    answer = anonymous.get(f"/api/v1/search/suggestions?q={q}")

    assert answer.status_code in (200, 422)
    assert answer.json().get("results", []) == []


def test_suggestions_need_a_text_of_at_most_1000_characters(anonymous):
    searchable(name="被")

    assert anonymous.get("/api/v1/search/suggestions").status_code == 422
    assert anonymous.get("/api/v1/search/suggestions?q=" + "被" * 1001).status_code == 422
    assert anonymous.get("/api/v1/search/suggestions?q=" + "被" * 1000).status_code == 200


def test_hot_words_are_the_operators_then_the_most_searched(anonymous):
    HotWord.objects.create(text="四件套", position=1)
    HotWord.objects.create(text="脏话", is_shown=False)
    for text, times in (("羊毛被", 2), ("锅", 3), ("脏话", 9), ("四件套", 5)):
        for _ in range(times):
            count_search(text=text, at=clock.now())

    answer = anonymous.get("/api/v1/search/hot").json()

    assert [each["text"] for each in answer["results"]] == ["四件套", "锅", "羊毛被"]


def test_old_searches_neither_count_nor_stay():
    now = clock.now()
    count_search(text="羊毛", at=now - timedelta(days=40))
    count_search(text=" 羊毛 ", at=now)
    count_search(text="羊毛", at=now)

    gone = forget_old_searches()

    assert gone == 1
    assert SearchCount.objects.get().times == 2


@pytest.mark.parametrize("text", ["", "🎉", "很长" * 11])
def test_texts_not_worth_proposing_are_not_counted(text):
    count_search(text=text, at=clock.now())

    assert not SearchCount.objects.exists()
