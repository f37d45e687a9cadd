"""A list of members is read and shown first; carried out once."""

import pytest

from kernel import clock
from members.accounts import phones
from members.accounts.models import Member
from members.audiences import services
from members.audiences.models import AudienceImport
from members.audiences.selectors import member_ids_of
from members.audiences.services import ListUnusable, NewList, apply_import, drop_import, read_import, reading
from tests.factories.audiences import AudienceFactory, audience_of

pytestmark = pytest.mark.django_db


def read(audience, content, *, mode="add", name="名单.csv"):
    given = NewList(audience_id=audience.pk, mode=mode, file_name=name,
                    content=content.encode() if isinstance(content, str) else content)  # fmt: skip
    return read_import(given=given, operator_id=1, at=clock.now())


def with_phone(member, phone):
    Member.objects.filter(pk=member.pk).update(phone_cipher="x", phone_digest=phones.digest(phone))


def test_numbers_and_phones_are_found_and_the_rest_is_named(alice, bob, carol):
    with_phone(bob, "13800138002")
    Member.objects.filter(pk=carol.pk).update(state="erased")
    audience = audience_of(alice)
    lines = ["会员号或手机号", alice.number, "'138 0013 8002", "13900139000", carol.number, alice.number, "张三"]

    batch = read(audience, "\ufeff" + "\r\n".join(lines))

    assert (batch.row_count, batch.member_ids, batch.problem_count) == (6, [alice.pk, bob.pk], 4)
    assert batch.problems == [
        [4, "139****9000", "没有这个会员"], [5, carol.number, "会员已注销"], [6, alice.number, "前面已有同一会员"],
        [7, "张三", "没有这个会员"],
    ]  # fmt: skip
    assert (batch.added, batch.removed, batch.state) == (1, 0, "draft")
    assert list(member_ids_of(audience.pk)) == [alice.pk]


@pytest.mark.parametrize(
    ("mode", "expected", "left"), [("add", (1, 0), "ab"), ("remove", (0, 1), ""), ("replace", (1, 0), "ab")]
)
def test_the_preview_says_what_confirming_does(alice, bob, mode, expected, left):
    audience = audience_of(alice)
    batch = read(audience, f"{alice.number}\n{bob.number}", mode=mode)

    assert (batch.added, batch.removed) == expected
    change = apply_import(import_id=batch.pk, at=clock.now())

    batch.refresh_from_db()
    assert (change.added, change.removed) == (batch.added, batch.removed) == expected
    assert list(member_ids_of(audience.pk)) == [{"a": alice.pk, "b": bob.pk}[name] for name in left]


def test_a_list_is_carried_out_once(alice):
    batch = read(audience_of(), alice.number)
    apply_import(import_id=batch.pk, at=clock.now())

    for act in (apply_import, drop_import):
        with pytest.raises(services.ImportNotOpen):
            act(import_id=batch.pk, at=clock.now())


def test_a_dropped_list_does_nothing(alice):
    audience = audience_of()
    batch = read(audience, alice.number)

    drop_import(import_id=batch.pk, at=clock.now())

    assert AudienceImport.objects.get().state == "dropped"
    assert list(member_ids_of(audience.pk)) == []


def test_spreadsheets_of_china_are_read(alice):
    assert read(audience_of(), f"手机号\n{alice.number}\n李四".encode("gb18030")).found == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", "会员号\n".encode(), b"\xff\xfe\x00", b"a\x00b"])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(ListUnusable):
        read(audience_of(), content)

    assert not AudienceImport.objects.exists()


def test_too_long_a_list_is_refused(monkeypatch, alice):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)

    with pytest.raises(ListUnusable):
        read(audience_of(), f"{alice.number}\n" * 3)


def test_what_is_computed_is_not_filled_by_hand(alice):
    with pytest.raises(services.AudienceComputed):
        read(AudienceFactory(kind="computed"), alice.number)
