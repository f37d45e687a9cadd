"""Lane 1 with the member's rates, lane 5 with free shipping, lane 6 with points (rules 2)."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import money
from mall.freight.tables import FreightRate, FreightTable
from mall.pricing.lanes import FREIGHT, POINTS, UNIT_PRICE
from mall.pricing.services import quote
from mall.pricing.shapes import (
    Adjustment,
    LineIn,
    MemberRate,
    MemberTerms,
    OfferTerms,
    PointsTerms,
    PriceCandidate,
    QuotePoints,
    QuoteRequest,
    Waiver,
)

BY_PIECE = FreightRate(template_id=1, unit="piece", first_units=1, first_fen=1000, step_units=5, step_fen=200)
TABLE = FreightTable(region_code="330106", rates={0: BY_PIECE})
GOLD, VIP = MemberRate("tier:gold", "金卡价", 9000), MemberRate("vip", "付费会员价", 8500)
FREE = Waiver("vip", "付费会员包邮")


def line(sku_id: int = 1, quantity: int = 1, price: int = 1000, **more: object) -> LineIn:
    return LineIn(sku_id=sku_id, product_id=sku_id, quantity=quantity, unit_price_fen=price, **more)  # type: ignore[arg-type] # test shorthand


def points(available: int, wanted: int | None = None, *, cap_bps: int = 5000, max_fen: int = 0, rate: int = 10_000):
    return PointsTerms(available, wanted, cap_bps, max_fen, rate)


def ask(*lines: LineIn, **more: object) -> QuoteRequest:
    return QuoteRequest(lines=lines, **{"freight": TABLE, **more})  # type: ignore[arg-type] # test shorthand


def of(*rates: MemberRate, free: Waiver | None = None) -> MemberTerms:
    return MemberTerms(rates=rates, free_shipping=free)


# Lane 1


@pytest.mark.parametrize(("price", "bps", "pays"), [(1000, 9000, 900), (999, 8500, 849), (1, 5000, 1), (3, 5000, 2)])
@pytest.mark.rule("1.3")
def test_a_members_rate_rounds_half_up(price: int, bps: int, pays: int) -> None:
    priced = quote(ask(line(price=price), member=of(MemberRate("tier:gold", "金卡价", bps))))

    assert priced.lines[0].paid_fen == pays


def test_of_tier_and_card_the_lower_price_wins_and_says_so() -> None:
    priced = quote(ask(line(quantity=2), member=of(GOLD, VIP)))

    assert priced.lines[0].adjustments == (Adjustment(UNIT_PRICE, "vip", "付费会员价", -300),)


def test_a_special_price_competes_with_the_rates_never_with_their_product() -> None:
    special = PriceCandidate("audience:north", "北区专享", 880)

    priced = quote(ask(line(1, candidates=(special,)), line(2), member=of(GOLD)))

    assert [(x.paid_fen, x.adjustments[0].source) for x in priced.lines] == [
        (880, "audience:north"),
        (900, "tier:gold"),
    ]


@pytest.mark.rule("2.7")
def test_an_offer_leaves_no_room_for_rates() -> None:
    priced = quote(ask(line(), member=of(VIP), offer=OfferTerms("flash_sale:7", "秒杀价", 950)))

    assert [a.source for a in priced.lines[0].adjustments] == ["flash_sale:7"]


# Lane 5


def test_free_shipping_is_explained_and_leaves_the_goods_alone() -> None:
    priced = quote(ask(line(1, 2), line(2), member=of(free=FREE)))

    assert [(a.source, a.amount_fen) for a in priced.freight_adjustments] == [("freight:1", 1200), ("vip", -1200)]
    assert all(a.lane == FREIGHT for a in priced.freight_adjustments)
    assert (priced.freight_fen, priced.payable_fen, [x.freight_fen for x in priced.lines]) == (0, 3000, [0, 0])


def test_what_is_free_already_is_not_waived_again() -> None:
    free = FreightTable(region_code="330106", rates={0: replace(BY_PIECE, free_from_fen=1)})

    assert quote(ask(line(), freight=free, member=of(free=FREE))).freight_adjustments == ()


def test_the_threshold_looks_at_the_members_price_not_at_points() -> None:
    table = FreightTable(region_code="330106", rates={0: replace(BY_PIECE, free_from_fen=900)})

    priced = quote(ask(line(), freight=table, member=of(GOLD), points=points(900)))

    assert (priced.freight_fen, priced.points.saved_fen) == (0, 450)


# Lane 6


@pytest.mark.parametrize(
    ("terms", "figures"),
    [
        (points(10_000), (10_000, 1500, 1500, 1500)),  # half of the goods
        (points(700), (700, 700, 700, 700)),  # the balance's worth
        (points(10_000, max_fen=400), (10_000, 400, 400, 400)),  # the limit of an order
        (points(10_000, 300), (10_000, 1500, 300, 300)),  # what is wanted
        (points(10_000, 0), (10_000, 1500, 0, 0)),
        (points(10_000, 99_999), (10_000, 1500, 1500, 1500)),  # capped, never refused
        (points(0), (0, 0, 0, 0)),
        (points(10_000, cap_bps=0), (10_000, 0, 0, 0)),
        (points(10_000, cap_bps=10_000), (10_000, 3000, 3000, 3000)),
        (points(10_000, rate=15_000), (10_000, 2250, 2250, 1500)),  # 1.5 points a fen
        (points(100, rate=15_000), (100, 99, 99, 66)),  # 66 fen cost 99 points, 67 would cost 101
        (points(100, rate=3000), (100, 100, 100, 333)),  # rounded up: 333 fen x 0.3
    ],
)
def test_points_are_capped_by_rate_limit_and_balance(terms: PointsTerms, figures: tuple[int, ...]) -> None:
    priced = quote(ask(line(1, 2), line(2), points=terms))

    assert priced.points == QuotePoints(*figures)
    assert sum(x.points_used for x in priced.lines) == priced.points.used


def test_they_come_off_the_goods_line_by_line_by_the_largest_remainder() -> None:
    priced = quote(ask(line(1, 1, 100), line(2, 1, 100), line(3, 1, 100), points=points(50)))

    assert [x.paid_fen for x in priced.lines] == [83, 83, 84]
    assert priced.lines[0].adjustments == (Adjustment(POINTS, "points", "积分抵扣", -17),)
    assert [x.points_used for x in priced.lines] == [17, 17, 16]
    assert priced.payable_fen == 250 + 1200


def test_they_look_at_the_goods_after_the_other_lanes_and_never_at_freight() -> None:
    priced = quote(ask(line(), member=of(GOLD), points=points(9999, cap_bps=10_000)))

    assert (priced.points.used, priced.payable_fen, priced.freight_fen) == (900, 1000, 1000)


@pytest.mark.rule("2.7")
def test_an_offer_may_forbid_points() -> None:
    priced = quote(ask(line(), offer=OfferTerms("plan:1", "年卡", 990, takes_points=False), points=points(500)))

    assert (priced.points, priced.lines[0].paid_fen) == (QuotePoints(available=500), 990)


@pytest.mark.rule("2.7")
def test_an_offers_points_are_due_whatever_is_wanted() -> None:
    terms = OfferTerms("points_mall:1", "积分兑换", 100, points_due=300)

    priced = quote(ask(line(quantity=2), offer=terms, points=points(50, 0)))

    assert priced.points == QuotePoints(available=50, usable=300, used=300, saved_fen=0)
    assert (priced.lines[0].points_used, priced.lines[0].paid_fen) == (300, 200)


# What holds of every quote, with all lanes on (rules 2.4)


@st.composite
def requests(draw: st.DrawFn) -> QuoteRequest:
    """Lines of a few SKUs, some of them twice, for a member with or without tier, card, free shipping and points."""
    prices = {sku_id: draw(st.integers(1, 3000)) for sku_id in range(1, 6)}
    special = {sku_id: draw(st.integers(1, 3000)) for sku_id in range(1, 6)}
    chosen = draw(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 40)), min_size=1, max_size=7))
    lines = tuple(
        line(s, n, prices[s], candidates=(PriceCandidate("audience:a", "专享", special[s]),)) for s, n in chosen
    )
    rates = tuple(
        MemberRate(f"rate:{n}", "会员价", draw(st.integers(1, 10_000))) for n in range(draw(st.integers(0, 2)))
    )
    terms = PointsTerms(
        available=draw(st.integers(0, 50_000)),
        wanted=draw(st.none() | st.integers(0, 60_000)),
        cap_bps=draw(st.integers(0, 10_000)),
        max_fen=draw(st.just(0) | st.integers(1, 20_000)),
        points_per_fen_bps=draw(st.integers(1, 100_000)),
    )
    return ask(*lines, member=MemberTerms(rates, draw(st.sampled_from([None, FREE]))), points=terms)


@pytest.mark.rule("2.4")
@given(requests(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_input_lines_changes_nothing(request: QuoteRequest, chance: random.Random) -> None:
    shuffled = list(request.lines)
    chance.shuffle(shuffled)

    assert quote(request) == quote(replace(request, lines=tuple(shuffled)))


@pytest.mark.rule("2.1")
@pytest.mark.rule("2.4")
@given(requests())
@settings(max_examples=120, deadline=None)
def test_no_line_is_negative_and_every_fen_is_explained(request: QuoteRequest) -> None:
    priced = quote(request)

    for each in priced.lines:
        assert each.paid_fen == each.goods_fen + sum(a.amount_fen for a in each.adjustments)
        assert each.paid_fen >= 0
        assert each.points_used >= 0
    assert priced.freight_fen == sum(a.amount_fen for a in priced.freight_adjustments) >= 0
    assert priced.payable_fen == sum(x.paid_fen + x.freight_fen for x in priced.lines)


@given(requests())
@settings(max_examples=120, deadline=None)
def test_points_keep_to_their_caps_and_cost_the_least_there_is(request: QuoteRequest) -> None:
    terms, priced = request.points, quote(request)
    assert terms is not None
    goods = priced.payable_fen - priced.freight_fen + priced.points.saved_fen
    saved, used, rate = priced.points.saved_fen, priced.points.used, terms.points_per_fen_bps

    assert saved * 10_000 <= goods * terms.cap_bps
    assert not terms.max_fen or saved <= terms.max_fen
    assert used <= terms.available
    assert terms.wanted is None or used <= terms.wanted
    assert (used - 1) * 10_000 < saved * rate <= used * 10_000 or saved == used == 0
    assert sum(x.points_used for x in priced.lines) == used


@pytest.mark.rule("2.4")
@given(requests(), st.integers(1, 20))
@settings(max_examples=80, deadline=None)
def test_more_quantity_never_lowers_the_sum_before_discounts(request: QuoteRequest, more: int) -> None:
    grown = replace(request, lines=(replace(request.lines[0], quantity=more), *request.lines))

    assert quote(grown).goods_fen > quote(request).goods_fen


@given(requests())
@settings(max_examples=80, deadline=None)
def test_neither_points_nor_standing_ever_cost_more(request: QuoteRequest) -> None:
    without = quote(replace(request, points=None, member=MemberTerms()))
    rated = quote(replace(request, points=None))

    # A member's price may fall below the threshold of free freight (rules 2, lane 5): the goods never cost more.
    assert rated.payable_fen - rated.freight_fen <= without.payable_fen - without.freight_fen
    assert quote(request).payable_fen <= rated.payable_fen


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_the_worth_of_points_is_the_most_they_pay_for(points_held: int, rate: int) -> None:
    fen = money.worth_of(points_held, rate)

    assert money.points_for(fen, rate) <= points_held < money.points_for(fen + 1, rate)
