"""The quote: pure, explained, the same whatever the order of input."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mall.freight.tables import FreightRate, FreightTable
from mall.pricing.lanes import FREIGHT, LANES, UNIT_PRICE, NotDelivered
from mall.pricing.services import quote
from mall.pricing.shapes import Adjustment, LineIn, OfferTerms, PriceCandidate, QuoteRequest

BY_PIECE = FreightRate(template_id=1, unit="piece", first_units=1, first_fen=1000, step_units=5, step_fen=200)
TABLE = FreightTable(region_code="330106", rates={0: BY_PIECE})


def line(sku_id: int = 1, quantity: int = 1, price: int = 1000, **more: object) -> LineIn:
    return LineIn(sku_id=sku_id, product_id=sku_id, quantity=quantity, unit_price_fen=price, **more)  # type: ignore[arg-type] # test shorthand


def ask(*lines: LineIn, **more: object) -> QuoteRequest:
    return QuoteRequest(lines=lines, **{"freight": TABLE, **more})  # type: ignore[arg-type] # test shorthand


@st.composite
def baskets(draw: st.DrawFn) -> list[LineIn]:
    """Lines of a few SKUs, some of them twice; a SKU has one price and one special price."""
    special = {sku_id: draw(st.integers(1, 900)) for sku_id in range(1, 7)}
    chosen = draw(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 99)), min_size=1, max_size=8))
    return [line(s, n, 777, candidates=(PriceCandidate("tier", "会员价", special[s]),)) for s, n in chosen]


LINES = baskets()


@pytest.mark.rule("2.1")
def test_totals_are_sums_of_lines_and_every_saving_is_an_adjustment() -> None:
    member_price = PriceCandidate(source="tier", label="会员价", price_fen=900)

    priced = quote(ask(line(1, 2, candidates=(member_price,)), line(2, 1, 500)))

    assert [(x.goods_fen, x.paid_fen) for x in priced.lines] == [(2000, 1800), (500, 500)]
    assert priced.lines[0].adjustments == (Adjustment(UNIT_PRICE, "tier", "会员价", -200),)
    assert priced.freight_adjustments == (Adjustment(FREIGHT, "freight:1", "运费", 1200),)
    assert (priced.goods_fen, priced.discount_fen, priced.freight_fen, priced.payable_fen) == (2500, 200, 1200, 3500)


def test_among_the_prices_of_lane_1_the_lowest_wins_never_their_product() -> None:
    prices = (PriceCandidate("tier", "会员价", 800), PriceCandidate("limited_time", "限时价", 900))

    priced = quote(ask(line(candidates=prices)))

    assert priced.lines[0].paid_fen == 800
    assert [a.source for a in priced.lines[0].adjustments] == ["tier"]


def test_a_dearer_special_price_does_not_win_over_the_shelf() -> None:
    priced = quote(ask(line(candidates=(PriceCandidate("tier", "会员价", 1200),))))

    assert priced.lines[0].paid_fen == 1000
    assert priced.lines[0].adjustments == ()


@pytest.mark.rule("2.7")
def test_an_offer_excludes_the_other_prices() -> None:
    cheaper = PriceCandidate("tier", "会员价", 100)

    priced = quote(ask(line(candidates=(cheaper,)), offer=OfferTerms("flash_sale:7", "秒杀价", 300)))

    assert priced.lines[0].paid_fen == 300
    assert [a.source for a in priced.lines[0].adjustments] == ["flash_sale:7"]


@pytest.mark.rule("2.4")
@given(LINES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_input_lines_changes_nothing(lines: list[LineIn], chance: random.Random) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)

    assert quote(ask(*lines)) == quote(ask(*shuffled))


@given(LINES)
@settings(max_examples=60, deadline=None)
def test_no_line_is_negative_and_parts_add_up(lines: list[LineIn]) -> None:
    priced = quote(ask(*lines))

    assert all(x.paid_fen >= 0 and x.freight_fen >= 0 for x in priced.lines)
    assert sum(x.paid_fen + x.freight_fen for x in priced.lines) == priced.payable_fen
    assert sum(x.freight_fen for x in priced.lines) == priced.freight_fen
    assert priced.goods_fen - priced.discount_fen + priced.freight_fen == priced.payable_fen


@given(LINES, st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_more_quantity_never_lowers_the_sum_before_discounts(lines: list[LineIn], more: int) -> None:
    first = lines[0]
    grown = [line(first.sku_id, more, first.unit_price_fen), *lines]

    assert quote(ask(*grown)).goods_fen > quote(ask(*lines)).goods_fen


def test_equal_skus_are_merged() -> None:
    priced = quote(ask(line(1, 2), line(1, 3)))

    assert [(x.sku_id, x.quantity) for x in priced.lines] == [(1, 5)]


@pytest.mark.rule("2.6")
def test_nothing_to_pay_is_a_price_too() -> None:
    priced = quote(ask(line(is_physical=False), offer=OfferTerms("gift", "赠品", 0)))

    assert priced.payable_fen == 0
    assert priced.is_freight_known


def test_without_an_address_the_freight_is_not_known_and_not_guessed() -> None:
    priced = quote(ask(line(), freight=None))

    assert (priced.is_freight_known, priced.freight_fen) == (False, 0)


def test_an_address_without_a_matching_template_is_an_error_never_free() -> None:
    with pytest.raises(NotDelivered) as refused:
        quote(ask(line(7, freight_template_id=9)))

    assert refused.value.extra["sku_ids"] == ["7"]


def test_the_free_shipping_threshold_looks_at_the_goods_before_order_discounts() -> None:
    free_from = FreightRate(1, "piece", 1, 1000, 1, 100, free_from_fen=2000)
    table = FreightTable(region_code="330106", rates={0: free_from})

    below, reached = quote(ask(line(price=1999), freight=table)), quote(ask(line(price=2000), freight=table))

    assert (below.freight_fen, reached.freight_fen) == (1000, 0)


@pytest.mark.rule("8.1")
def test_templates_add_up_and_are_split_by_largest_remainder() -> None:
    by_weight = FreightRate(template_id=2, unit="weight", first_units=1000, first_fen=800, step_units=500, step_fen=300)
    table = FreightTable(region_code="330106", rates={0: BY_PIECE, 2: by_weight})
    heavy = line(3, 3, weight_grams=700, freight_template_id=2)

    priced = quote(ask(line(1, 2), line(2, 1), heavy, freight=table))

    # 3 pieces: 1000 + 200; 2,100 g: 800 + ceil(1100 / 500) x 300
    assert [a.amount_fen for a in priced.freight_adjustments] == [1200, 1700]
    assert [x.freight_fen for x in priced.lines] == [800, 400, 1700]


def test_every_lane_has_its_place() -> None:
    assert [number for number, _ in LANES] == [1, 2, 3, 4, 5, 6]
