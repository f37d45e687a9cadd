"""A folder of files becomes a catalogue: good rows go in, bad rows are named with their line and reason."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kernel import clock
from kernel.audit.actors import Actor
from kernel.outbox.models import StoredFact
from mall.catalog.models import Attribute, Brand, Category, Option, OptionValue, Product, SearchEntry, Sku
from mall.catalog.services import change_price, take_off_shelf
from mall.imports.services import Report, import_catalog

pytestmark = pytest.mark.django_db
BROKEN = Path(__file__).parent / "broken"
DATA = Path(__file__).parents[3] / "data" / "catalog"


def run(folder: Path) -> Report:
    return import_catalog(folder=folder, actor=Actor.system(), at=clock.now())


def refused(report: Report) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(each.file, each.line, each.reasons) for each in report.refused]


def product_codes() -> list[str]:
    return list(Product.objects.order_by("code").values_list("code", flat=True))


def test_the_given_data_goes_in_whole():
    report = run(DATA)

    assert report.refused == []
    assert (Category.objects.count(), Brand.objects.count()) == (93, 49)
    assert (Product.objects.count(), Sku.objects.count()) == (239, 244)
    assert SearchEntry.objects.count() == 239
    assert not Product.objects.filter(is_on_shelf=False).exists()


def test_prices_options_and_stock_arrive_exactly():
    run(DATA)

    product = Product.objects.get(code="1181000")
    assert (product.price_fen, product.list_price_fen) == (99900, 261800)
    dearest = Sku.objects.get(code="1181000-06")
    assert (dearest.price_fen, dearest.list_price_fen) == (300000, None)
    assert dearest.options == [["规格", "1.8m床垫*1+枕头*2"], ["颜色", "烟白灰"]]
    assert list(Option.objects.filter(product=product).values_list("name", flat=True)) == ["规格", "颜色"]
    assert OptionValue.objects.filter(option__product=product).count() == 5
    declared = StoredFact.objects.get(name="mall.catalog.stock_declared", payload__sku_id=dearest.pk)
    assert declared.payload == {"product_id": product.pk, "sku_id": dearest.pk, "quantity": 0}
    assert StoredFact.objects.filter(name="mall.catalog.sku_listed").count() == 244


def test_a_second_run_changes_nothing():
    run(DATA)
    facts = StoredFact.objects.count()
    histories = Product.history.count()

    report = run(DATA)

    assert {name: counts["unchanged"] for name, counts in report.counts().items()} == {
        "categories.csv": 93,
        "brands.csv": 49,
        "products.jsonl": 239,
    }
    assert len(report.results) == 93 + 49 + 239
    assert (StoredFact.objects.count(), Product.history.count()) == (facts, histories)


def test_a_changed_price_is_updated_and_the_shelf_left_alone():
    run(BROKEN / "missing_category")
    product = Product.objects.get(code="1001")
    sku = Sku.objects.get(code="1001-01")
    change_price(sku_id=sku.pk, price_fen=100, list_price_fen=None, actor=Actor.system())
    take_off_shelf(product_id=product.pk, actor=Actor.system())

    report = run(BROKEN / "missing_category")

    product.refresh_from_db()
    assert report.counts()["products.jsonl"] == {"created": 0, "updated": 1, "unchanged": 1, "refused": 1}
    assert (product.price_fen, product.list_price_fen, product.is_on_shelf) == (45900, 47900, False)
    declared = StoredFact.objects.filter(name="mall.catalog.stock_declared", payload__sku_id=sku.pk)
    assert declared.count() == 1


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("missing_category", [("products.jsonl", 2, ("分类 777 不存在",))]),
        ("duplicate_sku", [("products.jsonl", 2, ("SKU 编码 1001-01 在第 1 行已出现",))]),
        ("duplicate_product", [("products.jsonl", 2, ("商品编码 1001 在第 1 行已出现",))]),
        ("negative_price", [("products.jsonl", 2, ("skus 第 1 项：price -1.00 不能为负数",))]),
        (
            "wrong_encoding",
            [("categories.csv", 4, ("编码不是 UTF-8",)), ("products.jsonl", 2, ("编码不是 UTF-8",))],
        ),
        (
            "truncated_line",
            [
                ("brands.csv", 4, ("列数不对：应为 3 列，实际 2 列",)),
                ("products.jsonl", 2, ("JSON 不完整或格式错误（第 199 个字符）",)),
            ],
        ),
        ("half_a_product", [("products.jsonl", 2, ("两个 SKU 的规格组合相同",))]),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_in(case, expected):
    report = run(BROKEN / case)

    assert refused(report) == expected
    assert product_codes() == ["1001", "1003"]
    assert sorted(Sku.objects.values_list("code", flat=True)) == ["1001-01", "1003-01"]
    assert Category.objects.count() == 2
    assert Brand.objects.count() == 1


def test_a_broken_copy_of_the_given_data_names_its_five_bad_lines(tmp_path):
    shutil.copytree(DATA, tmp_path / "copy")
    file = tmp_path / "copy" / "products.jsonl"
    lines = file.read_bytes().split(b"\n")
    lines[9] = lines[9].replace(b'"category_code": "', b'"category_code": "no-')
    lines[19] = lines[19].replace(json.loads(lines[19])["skus"][0]["code"].encode(), b"1006002-01")
    lines[29] = lines[29].replace(b'"price": "', b'"price": "-')
    lines[39] = lines[39].decode().encode("gbk", errors="replace")
    lines[49] = lines[49][: len(lines[49]) // 2]
    file.write_bytes(b"\n".join(lines))

    report = run(tmp_path / "copy")

    assert [each.line for each in report.refused] == [10, 20, 30, 40, 50]
    assert Product.objects.count() == 234
    assert {each.reasons[0][:4] for each in report.refused} == {
        "分类 n",
        "SKU ",
        "pric",
        "编码不是",
        "JSON",
    }
    assert run(tmp_path / "copy").counts()["products.jsonl"]["unchanged"] == 234


def test_a_quote_that_never_ends_is_named():
    report = run(BROKEN / "unclosed_quote")

    [(file, line, reasons)] = refused(report)
    assert (file, line) == ("brands.csv", 4)
    assert reasons[0].startswith("CSV 格式错误，该行不完整或引号未闭合")
    assert Brand.objects.count() == 1


def test_an_unknown_column_spoils_a_csv_file_and_one_json_line():
    report = run(BROKEN / "unknown_columns")

    assert refused(report) == [
        ("brands.csv", 1, ("未知的列：colour",)),
        ("products.jsonl", 2, ("未知的列：sales",)),
    ]
    assert Brand.objects.count() == 0
    assert product_codes() == ["1001", "1003"]


def test_every_fault_of_a_row_is_told_at_once():
    report = run(BROKEN / "many_faults")

    [(_, line, reasons)] = refused(report)
    assert line == 2
    assert set(reasons) == {
        "price「12.345」不是金额（元，最多两位小数）",
        "list_price「abc」不是金额（元，最多两位小数）",
        "name 不能为空",
        "keywords 应为列表",
        "is_new 应为 true 或 false",
        "skus 第 1 项：options 应有 1 个规格值，实际 0 个",
        "skus 第 1 项：price 0 应大于 0 且不超过 100000000.00",
        "skus 第 1 项：code「x y」只能用字母、数字、点、横线和下划线，最多 40 个",
        "skus 第 1 项：stock「1.5」应为整数",
    }


def test_nothing_half_written_stays_when_a_sku_belongs_to_another_product(tmp_path):
    run(BROKEN / "missing_category")
    (tmp_path / "products.jsonl").write_text(
        (BROKEN / "duplicate_sku" / "products.jsonl").read_text(encoding="utf-8").splitlines()[1], encoding="utf-8"
    )

    report = run(tmp_path)

    assert ("products.jsonl", 1, ("SKU 编码重复：1001-01",)) in refused(report)
    assert product_codes() == ["1001", "1003"]
    assert not Sku.objects.filter(code="1002-01").exists()
    assert Attribute.objects.count() == 2


def test_a_missing_file_is_told_and_the_others_go_in(tmp_path):
    (tmp_path / "categories.csv").write_text("code,parent_code,name,description,sort_order\n2,1,床品,,1\n1,,居家,,1\n")

    report = run(tmp_path)

    assert [(file, line) for file, line, _ in refused(report)] == [("brands.csv", 0), ("products.jsonl", 0)]
    assert Category.objects.get(code="2").parent.code == "1"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1,2,甲,,1\n2,1,乙,,1\n", [(2, "上级分类 2 不存在"), (3, "上级分类 1 不存在")]),
        ("1,,甲,,1\n2,1,乙,,1\n3,2,丙,,1\n4,3,丁,,1\n", [(5, "分类最多 3 级")]),
        ("1,,甲,,x\n", [(2, "sort_order「x」应为整数")]),
        ("1,,甲,,1\n1,,乙,,1\n", [(3, "编码 1 在第 2 行已出现")]),
    ],
)
def test_a_tree_that_cannot_stand_is_refused_row_by_row(tmp_path, rows, expected):
    (tmp_path / "categories.csv").write_text(f"code,parent_code,name,description,sort_order\n{rows}", encoding="utf-8")

    report = run(tmp_path)

    assert [(line, *reasons) for file, line, reasons in refused(report) if file == "categories.csv"] == expected


def test_the_command_prints_json_and_ends_with_one_when_a_row_was_refused():
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("import_catalog", str(BROKEN / "negative_price"), "--json", stdout=out)

    assert ended.value.code == 1
    report = json.loads(out.getvalue())
    assert report["files"]["products.jsonl"] == {"created": 2, "updated": 0, "unchanged": 0, "refused": 1}
    assert report["refused"][0]["line"] == 2


def test_the_command_prints_a_table_and_ends_well_when_all_is_in():
    out = StringIO()

    call_command("import_catalog", str(DATA), stdout=out)

    assert "products.jsonl" in out.getvalue()
    assert "239" in out.getvalue()


def test_the_command_names_refused_rows_for_people():
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("import_catalog", str(BROKEN / "missing_category"), stdout=out)

    assert "products.jsonl 第 2 行 1002：分类 777 不存在" in out.getvalue()


def test_the_command_refuses_what_is_no_folder(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_catalog", str(tmp_path / "none"))
    assert Product.objects.count() == 0
