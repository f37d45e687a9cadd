"""Members find products in Chinese, whatever they type, on either database."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kernel import clock
from kernel.audit.actors import Actor
from mall.catalog import search
from mall.catalog.models import Product, SearchEntry
from mall.catalog.search.words import clean, index_words, pairs, query_words
from mall.catalog.selectors import ProductFilter, product_rows
from mall.catalog.services import archive_product, reindex_products, restore_product
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, searchable

STRANGE = [
    *('"', "'", '"AND"', "a OR b", "NEAR(", "羊毛*", "-羊毛", "(((", "羊毛 & !被", ":*", "\\", "%_", "🎉"),
    *("羊\x00毛", "\ud800", "被" * 1000, ";--", "words:被", "^被", " ", "\n"),
]


def names(q: str, **wanted) -> list[str]:
    rows = product_rows(ProductFilter(at=clock.now(), q=q, **wanted))
    return [row["name"] for row in rows]


@pytest.mark.django_db
class TestFinding:
    def test_a_product_is_found_by_a_word_of_every_field(self):
        category, brand = CategoryFactory(name="被枕"), BrandFactory(name="内野制造商")
        searchable(name="秋冬澳洲羊毛被", subtitle="臻品级进口", keywords=["盖毯"], category=category, brand=brand)
        searchable(name="平底锅")

        for q in ("羊毛", "羊毛被", "澳洲羊毛", "进口", "盖毯", "被枕", "内野", "羊毛 盖毯", "ＹＡＮＧ 羊毛"[5:]):
            assert names(q) == ["秋冬澳洲羊毛被"], q

    def test_a_single_character_a_prefix_and_an_inner_piece_find(self):
        searchable(name="不粘平底煎锅 iPhone15")

        for q in ("锅", "煎", "平底", "底煎", "平底煎锅", "iph", "IPHONE15", "ｉＰｈｏｎｅ"):
            assert names(q) == ["不粘平底煎锅 iPhone15"], q

    def test_all_words_must_be_there(self):
        searchable(name="羊毛被")
        searchable(name="蚕丝被")

        assert names("羊毛 蚕丝") == []
        assert names("火箭") == []

    def test_the_name_counts_more_than_other_words_and_then_sales(self):
        searchable(name="床上用品", keywords=["羊毛被"], sales=900)
        searchable(name="羊毛冬被", sales=5)
        searchable(name="澳洲羊毛被", sales=1)
        searchable(name="新款羊毛被", sales=3)
        searchable(name="羊毛被", sales=0)

        assert names("羊毛被") == ["羊毛被", "新款羊毛被", "澳洲羊毛被", "羊毛冬被", "床上用品"]

    def test_another_sort_and_filters_go_with_a_search(self):
        searchable(name="羊毛被", price_fen=300)
        searchable(name="羊毛毯", price_fen=100)
        searchable(name="羊毛垫", price_fen=200, in_stock=False)

        assert names("羊毛", sort="price") == ["羊毛毯", "羊毛垫", "羊毛被"]
        assert names("羊毛", sort="-price", in_stock=True, price_min_fen=200) == ["羊毛被"]

    @pytest.mark.parametrize("q", STRANGE)
    def test_strange_input_is_harmless(self, q):
        searchable(name="羊毛被")

        assert names(q) in ([], ["羊毛被"])

    def test_a_text_without_a_word_finds_nothing(self):
        searchable(name="羊毛被")

        assert names("🎉") == []
        assert names("!?") == []

    def test_what_is_not_listed_is_not_found(self):
        searchable(name="羊毛被", is_on_shelf=False)
        searchable(name="羊毛毯", on_at=clock.now() + timedelta(hours=1))

        assert names("羊毛") == []

    def test_an_archived_product_leaves_the_index_and_comes_back(self):
        product = searchable(name="羊毛被")

        archive_product(product_id=product.pk, actor=Actor.system(), at=clock.now())
        assert not SearchEntry.objects.exists()
        restore_product(product_id=product.pk, actor=Actor.system())

        found = search.matching(Product.objects.all(), "羊毛")
        assert [each.pk for each in found] == [product.pk]

    def test_a_renamed_product_is_found_by_its_new_name_only(self):
        product = searchable(name="羊毛被")
        Product.objects.filter(pk=product.pk).update(name="蚕丝毯")

        reindex_products(product_ids=[product.pk])

        assert names("蚕丝") == ["蚕丝毯"]
        assert names("羊毛") == []

    def test_the_command_rewrites_the_whole_index(self):
        product = ProductFactory(name="羊毛被")
        out = StringIO()

        call_command("reindex_catalog", stdout=out)

        assert names("羊毛") == [product.name]
        assert "1 件" in out.getvalue()

    @pytest.mark.parametrize("count", [1, 20, 100])
    def test_a_search_costs_one_query(self, count, django_assert_num_queries):
        reindex_products(product_ids=[ProductFactory(name=f"羊毛被{n}").pk for n in range(count)])

        with django_assert_num_queries(1):
            found = names("羊毛")

        assert len(found) == count


class TestAnyInput(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(q=st.text(max_size=80))
    def test_any_text_is_harmless(self, q):
        assert names(q) == []


def test_index_words_hold_words_characters_and_pairs_of_the_name():
    words = index_words(name="羊毛被", others=["进口 4件套"]).split(" ")

    assert set("羊毛被") <= set(words)
    assert {"羊毛", "毛被", "进口", "4"} <= set(words)
    assert len(words) == len(set(words))


def test_a_query_is_cut_short_and_cleaned():
    assert clean(" 羊毛\x00\n  被 ") == "羊毛 被"
    assert len(clean("被" * 1000)) == 64
    assert query_words("羊毛 羊毛 ！？🎉") == ["羊毛"]
    assert len(query_words(" ".join(f"w{n}" for n in range(30)))) == 12


def test_only_long_chinese_words_are_met_by_pairs():
    assert pairs("四件套") == ["四件", "件套"]
    assert pairs("羊毛") == []
    assert pairs("iphone") == []
