"""Which rate an address gets."""

import pytest

from mall.freight.models import FreightArea, FreightTemplate
from mall.freight.selectors import freight_table
from mall.freight.tables import DEFAULT_TEMPLATE, FreightRate, charge

HANGZHOU, BEIJING, DONGGUAN = "330106", "110101", "441900"


@pytest.fixture
def template(db: None) -> FreightTemplate:
    return FreightTemplate.objects.create(name="通用", is_default=True)


def area(template: FreightTemplate, first_fen: int, *codes: str, **more: object) -> None:
    FreightArea.objects.create(template=template, region_codes=list(codes), first_fen=first_fen, **more)


def first_fen(code: str) -> int:
    return freight_table(template_ids=[None], region_code=code).rates[DEFAULT_TEMPLATE].first_fen


def test_the_most_specific_area_wins(template: FreightTemplate) -> None:
    area(template, 100)
    area(template, 200, "330000")
    area(template, 300, "330100")
    area(template, 400, HANGZHOU)

    assert [first_fen(code) for code in (BEIJING, "330200", "330105", HANGZHOU)] == [100, 200, 300, 400]


def test_a_city_that_is_its_own_district_is_found(template: FreightTemplate) -> None:
    area(template, 100, "440000")
    area(template, 700, DONGGUAN)

    assert first_fen(DONGGUAN) == 700


def test_an_excluded_area_has_no_rate(template: FreightTemplate) -> None:
    area(template, 100)
    area(template, 0, "330000", is_excluded=True)

    assert freight_table(template_ids=[None], region_code=HANGZHOU).rates == {}


def test_an_address_outside_every_area_has_no_rate(template: FreightTemplate) -> None:
    area(template, 100, "110000")

    assert freight_table(template_ids=[None], region_code=HANGZHOU).rates == {}


def test_all_templates_are_read_by_one_query(template: FreightTemplate, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def] # pytest-django's fixture
    others = [FreightTemplate.objects.create(name=f"模板{n}") for n in range(5)]
    for each in [template, *others]:
        area(each, each.pk)

    with django_assert_num_queries(1):
        table = freight_table(template_ids=[None, *(each.pk for each in others)], region_code=HANGZHOU)

    assert set(table.rates) == {DEFAULT_TEMPLATE, *(each.pk for each in others)}


@pytest.mark.parametrize(("units", "expected"), [(1, 1000), (2, 1200), (6, 1200), (7, 1400), (0, 1000)])
def test_started_steps_count_as_whole_ones(units: int, expected: int) -> None:
    rate = FreightRate(template_id=1, unit="piece", first_units=1, first_fen=1000, step_units=5, step_fen=200)

    assert charge(rate, units=units, goods_fen=0) == expected
