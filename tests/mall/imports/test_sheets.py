"""Operators import and export products as a sheet: preview, then confirm; good rows in, bad rows named."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.models import AuditEntry
from kernel.outbox.models import StoredFact
from kernel.staff.models import Operator
from mall.catalog.models import Product, Sku
from mall.imports.services import SHEET_COLUMNS, SheetImport
from tests.factories.catalog import CategoryFactory, SkuFactory

pytestmark = pytest.mark.django_db
IMPORT = "admin:mall_catalog_product_import"
CSV, XLSX = "0", "1"


@pytest.fixture
def desk(client, stella) -> Client:
    CategoryFactory(code="101")
    client.force_login(stella)
    return client


def row(**changes) -> dict:
    cells = dict.fromkeys(SHEET_COLUMNS, "") | {
        "商品编码": "1001",
        "商品名称": "羊毛被",
        "分类编码": "101",
        "关键词": "被子、盖毯",
        "规格": "颜色：白；尺码：M",
        "SKU编码": "1001-01",
        "售价": "459.00",
        "划线价": "479",
        "初始库存": "100",
        "上架": "是",
    }
    return cells | changes


def csv_of(*rows: dict, columns=SHEET_COLUMNS, encoding="utf-8") -> SimpleUploadedFile:
    out = StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("sheet.csv", out.getvalue().encode(encoding), "text/csv")


def xlsx_of(*rows: dict) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append(SHEET_COLUMNS)
    for each in rows:
        book.active.append([each[name] for name in SHEET_COLUMNS])
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("sheet.xlsx", out.getvalue())


def preview(desk, file, kind=CSV):
    return desk.post(reverse(IMPORT), {"import_file": file, "format": kind, "resource": "0"})


def confirm(desk, previewed):
    form = previewed.context["confirm_form"]
    return desk.post(reverse("admin:mall_catalog_product_process_import"), form.initial, follow=True)


class TestPage:
    def test_the_form_names_the_columns(self, desk):
        answer = desk.get(reverse(IMPORT))

        assert answer.status_code == 200
        assert "初始库存" in answer.content.decode()

    @pytest.mark.parametrize(("make", "kind"), [(csv_of, CSV), (xlsx_of, XLSX)])
    def test_a_preview_writes_nothing_and_the_confirmation_writes_the_good_rows(self, desk, make, kind):
        bad = row(商品编码="1002", SKU编码="1002-01", 售价="-1", 分类编码="777")

        previewed = preview(desk, make(row(), bad), kind)

        assert "分类 777 不存在；售价 -1 不能为负数" in previewed.content.decode()
        assert not Product.objects.exists()
        assert not StoredFact.objects.exists()
        done = confirm(desk, previewed)
        assert "第 3 行 1002-01 未导入：分类 777 不存在；售价 -1 不能为负数" in done.content.decode()
        assert list(Product.objects.values_list("code", "price_fen", "list_price_fen")) == [("1001", 45900, 47900)]
        assert StoredFact.objects.get(name="mall.catalog.stock_declared").payload["quantity"] == 100
        assert AuditEntry.objects.get(action="mall.catalog.import_products").after["refused"] == 1

    def test_the_same_sheet_again_changes_nothing(self, desk):
        confirm(desk, preview(desk, csv_of(row())))
        facts = StoredFact.objects.count()

        confirm(desk, preview(desk, csv_of(row())))

        assert StoredFact.objects.count() == facts
        assert AuditEntry.objects.filter(action="mall.catalog.import_products").first().after["skip"] == 1

    def test_unknown_and_missing_columns_are_named_and_nothing_can_be_confirmed(self, desk):
        columns = ["颜色", *SHEET_COLUMNS[1:]]

        previewed = preview(desk, csv_of(row(), columns=columns))

        assert "未知的列：颜色；缺少的列：商品编码" in previewed.content.decode()
        assert "confirm_form" not in previewed.context
        assert not Product.objects.exists()

    def test_a_file_in_another_encoding_is_refused_on_the_page(self, desk):
        previewed = preview(desk, csv_of(row(), encoding="gbk"))

        assert previewed.status_code == 200
        assert previewed.context["form"].errors["import_file"]
        assert not Product.objects.exists()

    def test_an_upload_that_is_gone_is_said(self, desk):
        data = {"import_file_name": "gone", "original_file_name": "a.csv", "format": CSV, "resource": "0"}

        answer = desk.post(reverse("admin:mall_catalog_product_process_import"), data, follow=True)

        assert "上传的文件已过期" in answer.content.decode()

    def test_a_script_in_a_cell_is_shown_as_text(self, desk):
        previewed = preview(desk, csv_of(row(商品名称="<script>alert(1)</script>")))

        assert "<script>alert(1)" not in previewed.content.decode()

    def test_an_operator_without_the_permission_is_turned_away(self, client, desk):
        client.force_login(Operator.objects.create_user(username="eve", password="x" * 12, is_staff=True))

        assert client.get(reverse(IMPORT)).status_code == 403
        assert client.get(reverse("admin:mall_catalog_product_export")).status_code == 403


class TestExport:
    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
    def test_no_cell_is_a_formula(self, desk, text):
        sku = SkuFactory(product__name=text, price_fen=1234)

        answer = desk.post(reverse("admin:mall_catalog_product_export"), {"format": CSV, "resource": "0"})

        [line] = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
        assert line["商品名称"] == f"'{text}"
        assert (line["售价"], line["SKU编码"]) == ("12.34", sku.code)
        assert AuditEntry.objects.get(action="mall.catalog.export_products").after == {"rows": 1}

    def test_what_was_exported_can_be_imported_again_and_changes_nothing(self, desk):
        confirm(desk, preview(desk, csv_of(row())))
        answer = desk.post(reverse("admin:mall_catalog_product_export"), {"format": XLSX, "resource": "0"})

        previewed = preview(desk, SimpleUploadedFile("again.xlsx", answer.content), XLSX)

        [outcome] = previewed.context["result"].rows
        assert outcome.diff[1:3] == ["未变", ""]


class TestRows:
    def save(self, *rows: dict):
        CategoryFactory(code="101")
        sheet = SheetImport(actor=Actor.system(), at=clock.now())
        return [(each.outcome, each.reasons) for each in (sheet.save_row(r, n) for n, r in enumerate(rows, 2))]

    def test_rows_share_a_product(self):
        second = row(SKU编码="1001-02", 规格="颜色:红;尺码:M", 售价="400")

        assert [outcome for outcome, _ in self.save(row(), second)] == ["created", "updated"]
        assert Product.objects.get().price_fen == 40000
        assert Sku.objects.count() == 2

    def test_numbers_from_a_spreadsheet_are_read_exactly(self):
        cells = {"商品编码": 1001, "SKU编码": 1001.0, "售价": 12.34, "划线价": 20, "重量克": 800.0, "初始库存": None}

        assert self.save(row(**cells)) == [("created", ())]
        sku = Sku.objects.get()
        assert (sku.code, sku.price_fen, sku.list_price_fen, sku.weight_grams) == ("1001", 1234, 2000, 800)
        assert not StoredFact.objects.filter(name="mall.catalog.stock_declared").exists()

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"售价": "12.345"}, "售价「12.345」不是金额（元，最多两位小数）"),
            ({"售价": 0.1 + 0.2}, "售价「0.30000000000000004」不是金额（元，最多两位小数）"),
            ({"划线价": "1"}, "划线价低于售价"),
            ({"规格": "白色"}, "规格「白色」应写成 规格名：规格值，多个用分号隔开"),
            ({"初始库存": "-5"}, "初始库存「-5」应为整数"),
            ({"上架": "好"}, "上架「好」应为 是 或 否"),
            ({"商品名称": ""}, "商品名称 不能为空"),
            ({"品牌编码": "zz"}, "品牌 zz 不存在"),
            ({"商品编码": "编码"}, "商品编码「编码」只能用字母、数字、点、横线和下划线，最多 40 个"),
        ],
    )
    def test_what_is_wrong_with_a_row_is_said(self, changes, reason):
        assert self.save(row(**changes)) == [("refused", (reason,))]
        assert not Product.objects.exists()

    def test_rows_that_contradict_each_other_are_refused(self):
        again = row()
        other_name = row(SKU编码="1001-02", 商品名称="另一个", 规格="颜色：红；尺码：M")

        results = self.save(row(), again, other_name)

        assert results[1] == ("refused", ("SKU 编码 1001-01 在第 2 行已出现",))
        assert results[2] == ("refused", ("商品 1001 的名称、分类等与第 2 行不一致",))
