"""manage.py load_regions: all regions of a file, or none; again changes nothing."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from members.regions.models import Region
from members.regions.selectors import get_region_path
from members.regions.services import RegionsFileBroken, load_regions

pytestmark = pytest.mark.django_db
GIVEN = settings.BASE_DIR / "data" / "catalog" / "regions.csv"
HEAD = "code,parent_code,level,name\n"
HANGZHOU = "330000,,1,浙江省\n330100,330000,2,杭州市\n330106,330100,3,西湖区\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "regions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_given_file_is_loaded_whole(capsys):
    call_command("load_regions", str(GIVEN))

    assert capsys.readouterr().out == "行政区划 3231 条：新增 3231，更新 0\n"
    assert Region.objects.count() == 3231
    for level, code in [(2, "441900"), (3, "441900"), (2, "442000"), (3, "442000"), (2, "460400"), (3, "460400")]:
        assert Region.objects.filter(level=level, code=code).count() == 1
    assert [region.name for region in get_region_path(district_code="441900")] == ["广东省", "东莞市", "东莞市"]


def test_a_second_run_changes_nothing(capsys, django_assert_max_num_queries):
    call_command("load_regions", str(GIVEN))
    capsys.readouterr()

    with django_assert_max_num_queries(3):
        call_command("load_regions", str(GIVEN))

    assert capsys.readouterr().out == "行政区划 3231 条：新增 0，更新 0\n"


def test_a_renamed_region_is_renamed_and_a_missing_one_stays(tmp_path):
    load_regions(path=written(tmp_path, HEAD + HANGZHOU))

    load = load_regions(path=written(tmp_path, HEAD + "330000,,1,浙江\n"))

    assert (load.total, load.added, load.changed) == (1, 0, 1)
    assert Region.objects.get(code="330000").name == "浙江"
    assert Region.objects.count() == 3


def test_a_mark_of_byte_order_does_no_harm(tmp_path):
    load = load_regions(path=written(tmp_path, "\ufeff" + HEAD + HANGZHOU))

    assert load.added == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "第 1 行：表头"),
        ("code,name\n330000,浙江省\n", "第 1 行：表头"),
        (HEAD + "33000,,1,浙江省\n", "第 2 行：代码"),
        (HEAD + "33000x,,1,浙江省\n", "第 2 行：代码"),
        (HEAD + "330000,,4,浙江省\n", "第 2 行：级别"),
        (HEAD + "330000,,1,\n", "第 2 行：级别"),
        (HEAD + "330000\n", "第 2 行：级别"),
        (HEAD + "330000,,1,浙江省\n330000,,1,浙江省\n", "第 3 行：330000 重复"),
        (HEAD + "330000,,1,浙江省\n330106,330100,3,西湖区\n", "第 3 行：上级 330100 不存在"),
        (HEAD + "330000,110000,1,浙江省\n", "第 2 行：省级没有上级"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_written(tmp_path, text, reason):
    path = written(tmp_path, text)

    with pytest.raises(RegionsFileBroken, match=reason):
        load_regions(path=path)

    assert Region.objects.count() == 0


def test_another_encoding_is_said(tmp_path):
    path = tmp_path / "regions.csv"
    path.write_bytes((HEAD + HANGZHOU).encode("gbk"))

    with pytest.raises(CommandError, match="UTF-8"):
        call_command("load_regions", str(path))


def test_a_missing_file_is_said():
    with pytest.raises(CommandError):
        call_command("load_regions", "nowhere.csv")
