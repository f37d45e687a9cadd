"""A file of grants: looked at row by row, confirmed, above a limit by two people, done once."""

import pytest

from kernel import clock
from kernel.crypto import encrypt
from members.accounts import phones
from members.accounts.models import Member
from members.points.models import Earning, ImportRow
from members.points.services import (
    FileUnusable,
    ImportEmpty,
    ImportRepeated,
    SecondPersonNeeded,
    StateForbids,
    approve_import,
    confirm_import,
    discard_import,
    run_import,
    upload_grants,
)
from members.points.tasks import run_confirmed_imports
from tests.factories.accounts import MemberFactory
from tests.factories.points import broken, has
from tests.factories.staff import OperatorFactory

pytestmark = pytest.mark.django_db
HEAD = "会员号或手机号,积分\n"


def upload(stella, *lines, head=HEAD, encoding="utf-8"):
    content = (head + "\n".join(lines)).encode(encoding)
    return upload_grants(
        file_name="六月.csv", content=content, reason="六月活动", operator_id=stella.pk, at=clock.now()
    )


def confirm(batch):
    return confirm_import(import_id=batch.pk, at=clock.now())


def run(batch):
    return run_import(import_id=batch.pk, at=clock.now())


def test_every_row_says_what_would_come_of_it_before_anything_is_done(alice, bob, stella):
    Member.objects.filter(pk=bob.pk).update(state="banned", banned_at=clock.now())
    phone = "13800138000"
    carol = MemberFactory(phone_cipher=encrypt(phone), phone_digest=phones.digest(phone))

    rows = [
        f"{alice.number},100",
        f"{phone},20",
        f"{bob.number},5",
        "99999,5",
        f"{alice.number},7",
        f"{carol.number},x",
    ]
    batch = upload(stella, *rows)

    shown = list(batch.rows.order_by("line").values_list("line", "given", "member_id", "points", "outcome", "problem"))
    assert shown == [
        (2, alice.number, alice.pk, 100, "ready", ""),
        (3, "138****8000", carol.pk, 20, "ready", ""),
        (4, bob.number, None, 0, "refused", "会员已停用"),
        (5, "99999", None, 0, "refused", "没有这个会员"),
        (6, alice.number, None, 0, "refused", "与第 2 行是同一会员"),
        (7, carol.number, None, 0, "refused", "积分须为 1 到 1000000000000 的整数"),
    ]
    assert (batch.row_count, batch.good_count, batch.points_total, batch.state) == (6, 2, 120, "draft")
    assert has(alice.pk)
    assert not Earning.objects.exists()


def test_a_confirmed_file_is_carried_out_by_the_clock_once(alice, bob, stella):
    batch = confirm(upload(stella, f"{alice.number},100", f"{bob.number},50"))
    assert batch.state == "running"

    assert run_confirmed_imports() == 2
    assert run_confirmed_imports() == 0

    batch.refresh_from_db()
    assert (batch.state, batch.done_count) == ("done", 2)
    assert has(alice.pk, main=100)
    assert has(bob.pk, main=50)
    assert set(batch.rows.values_list("outcome", flat=True)) == {"granted"}
    assert Earning.objects.get(member=alice).note == "六月活动"
    assert broken() == []


def test_much_waits_for_a_second_person(alice, stella):
    sam = OperatorFactory(username="sam")
    batch = confirm(upload(stella, f"{alice.number},20001"))
    assert batch.state == "waiting"

    with pytest.raises(StateForbids):
        run(batch)
    with pytest.raises(SecondPersonNeeded):
        approve_import(import_id=batch.pk, operator_id=stella.pk, at=clock.now())
    approve_import(import_id=batch.pk, operator_id=sam.pk, at=clock.now())
    run(batch)

    assert has(alice.pk, main=20001)


def test_the_same_file_comes_once_unless_it_was_thrown_away(alice, stella):
    batch = upload(stella, f"{alice.number},1")

    with pytest.raises(ImportRepeated):
        upload(stella, f"{alice.number},1")
    discard_import(import_id=batch.pk, operator_id=stella.pk, at=clock.now())
    upload(stella, f"{alice.number},1")

    with pytest.raises(StateForbids):
        confirm(batch)
    assert has(alice.pk)


def test_a_file_without_a_good_row_is_not_confirmed(stella):
    batch = upload(stella, "404,1")

    with pytest.raises(ImportEmpty):
        confirm(batch)


def test_who_was_erased_since_is_left_out(alice, bob, stella):
    batch = confirm(upload(stella, f"{alice.number},100", f"{bob.number},50"))
    Member.objects.filter(pk=bob.pk).update(state="erased")

    run(batch)

    batch.refresh_from_db()
    assert (batch.good_count, batch.done_count, batch.points_total) == (1, 1, 100)
    assert ImportRow.objects.get(member=bob).problem == "会员已注销"
    assert has(bob.pk)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_write_is_read(alice, stella, encoding):
    assert upload(stella, f"'{alice.number},100,,", "", encoding=encoding).good_count == 1


@pytest.mark.parametrize(
    ("head", "lines"),
    [("会员,积分\n", ["1,1"]), ("", []), (HEAD, []), (HEAD, ['"1,1'])],
    ids=["columns", "empty", "no rows", "quote"],
)
def test_a_file_that_cannot_be_read_is_refused_whole(stella, head, lines):
    with pytest.raises(FileUnusable):
        upload(stella, *lines, head=head)


def test_bytes_that_are_no_text_are_refused(stella):
    with pytest.raises(FileUnusable):
        upload_grants(file_name="x", content=b"\xff\xfe\x80", reason="r", operator_id=stella.pk, at=clock.now())


@pytest.mark.parametrize("count", [10, 200])
def test_the_number_of_queries_grows_with_batches_not_rows(stella, count, django_assert_max_num_queries):
    members = MemberFactory.create_batch(count)
    batch = confirm(upload(stella, *(f"{member.number},1" for member in members)))

    with django_assert_max_num_queries(40):
        run(batch)

    assert sum(has(member.pk, main=1) for member in members) == count
