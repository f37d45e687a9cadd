"""GET, PUT me/portrait: the shop's questions, the member's answers, and the consent under which they were given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from members.portraits.invariants import CHECKS
from members.portraits.models import PortraitField, PortraitValue
from members.portraits.selectors import members_answering, segment_fields
from members.portraits.services import answer
from members.portraits.values import AnswerInvalid, checked
from members.privacy.services import record_consent
from tests.factories.portraits import PortraitFieldFactory
from tests.members.accounts.steps import merged, undone

URL = "/api/v1/me/portrait"
SKIN = {"code": "skin_type", "label": "肤质", "kind": "choice", "options": ["干性", "油性"]}


def fill(client, **values):
    return client.put(URL, {"values": values}, format="json")


def said(member) -> dict:
    return dict(PortraitValue.objects.filter(member=member).values_list("field__code", "value"))


@pytest.fixture
def questions(db):
    PortraitFieldFactory(**SKIN)
    PortraitFieldFactory(code="child_born_on", label="宝宝生日", kind="date", needs_consent=True)
    PortraitFieldFactory(code="note", label="内部备注", is_asked=False)
    PortraitFieldFactory(code="likes", label="喜好", kind="choices", options=["茶", "咖啡", "花"])
    PortraitFieldFactory(code="cats", label="几只猫", kind="number")


def test_the_questions_come_with_what_was_answered(client_of, alice, questions):
    client = client_of(alice)
    fill(client, skin_type="干性")

    body = client.get(URL).json()

    assert body["has_consent"] is False
    assert [row["code"] for row in body["results"]] == ["skin_type", "child_born_on", "likes", "cats"]
    assert (body["results"][0]["value"], body["results"][1]["value"]) == ("干性", None)


def test_what_is_sent_is_kept_and_null_takes_it_back(client_of, alice, questions):
    client = client_of(alice)
    fill(client, skin_type="干性", cats=2, likes=["花", "茶"])
    assert said(alice) == {"skin_type": "干性", "cats": 2, "likes": ["茶", "花"]}

    fill(client, cats=None)

    assert said(alice) == {"skin_type": "干性", "likes": ["茶", "花"]}
    assert PortraitValue.objects.filter(source="member").count() == 2


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("skin_type", "混合"), ("skin_type", ["干性"]), ("cats", 1.5), ("cats", True), ("cats", "2"),
        ("child_born_on", "2025-02-30"), ("likes", []), ("likes", ["茶", "酒"]), ("note", "x"), ("unknown", "x"),
    ],
)  # fmt: skip
def test_what_does_not_fit_changes_nothing(client_of, alice, questions, code, value):
    result = fill(client_of(alice), **{"skin_type": "干性", code: value})

    assert (result.status_code, [error["field"] for error in result.json()["errors"]]) == (422, [code])
    assert said(alice) == {}


def test_some_questions_need_a_consent_and_go_with_it(client_of, alice, questions, deliver_pending):
    client, at = client_of(alice), clock.now()
    refused = fill(client, child_born_on="2024-06-18")
    assert (refused.status_code, refused.json()["code"]) == (409, "portrait_consent_needed")
    record_consent(member_id=alice.pk, purpose="portrait", is_granted=True, version="2026-01", at=at)
    fill(client, child_born_on="2024-06-18", skin_type="干性")

    record_consent(member_id=alice.pk, purpose="portrait", is_granted=False, version="2026-01", at=at)
    deliver_pending()

    assert said(alice) == {"skin_type": "干性"}


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "values"), ({"values": {}}, "values"), ({"values": {"cats": 1}, "member_id": 1}, "member_id")],
)
def test_a_bad_body_names_its_field(client_of, alice, questions, body, field):
    result = client_of(alice).put(URL, body, format="json")

    assert (result.status_code, [error["field"] for error in result.json()["errors"]]) == (422, [field])


def test_strangers_see_and_say_nothing(anonymous, questions):
    assert (anonymous.get(URL).status_code, fill(anonymous, cats=1).status_code) == (401, 401)


@pytest.mark.parametrize("count", [1, 15])
def test_reading_takes_constant_queries(client_of, alice, count, django_assert_num_queries):
    PortraitFieldFactory.create_batch(count)
    client = client_of(alice)

    with django_assert_num_queries(4):
        client.get(URL)


def test_segments_find_members_by_their_answers(alice, bob, questions):
    PortraitFieldFactory(code="secret", is_for_segments=False)
    for member, skin in ((alice, "干性"), (bob, "油性")):
        answer(member_id=member.pk, values={"skin_type": skin, "secret": "x"}, source="operator", at=clock.now())

    assert [row.member_id for row in members_answering(code="skin_type", value="干性")] == [alice.pk]
    assert not members_answering(code="secret", value="x").exists()
    assert "secret" not in segment_fields().values_list("code", flat=True)


def test_two_portraits_become_one_and_two_again(alice, bob, questions):
    answer(member_id=bob.pk, values={"skin_type": "油性", "cats": 2}, source="member", at=clock.now())
    answer(member_id=alice.pk, values={"skin_type": "干性", "likes": ["茶"]}, source="member", at=clock.now())
    before = [said(alice), said(bob)]

    case = merged(bob, alice)
    assert (said(alice), said(bob)) == ({"skin_type": "干性", "likes": ["茶"], "cats": 2}, {})
    undone(case)
    assert [said(alice), said(bob)] == before

    answer(member_id=bob.pk, values={"skin_type": "油性"}, source="quiz", at=clock.now())
    case = merged(bob, alice)
    assert said(alice)["skin_type"] == "油性"
    undone(case)
    assert [said(alice), said(bob)] == before


def test_an_answer_of_another_kind_is_named(alice, questions):
    answer(member_id=alice.pk, values={"cats": 2, "skin_type": "干性"}, source="operator", at=clock.now())
    assert [line for _, check in CHECKS for line in check()] == []
    PortraitField.objects.filter(code="skin_type").update(options=["油性", "中性"])
    PortraitValue.objects.filter(field__code="cats").update(value="两只")

    assert [line for _, check in CHECKS for line in check()] == [f"会员 {alice.pk}：几只猫：整数"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(kind=st.sampled_from(PortraitField.Kind.values), value=JSON)
def test_whatever_is_sent_is_refused_or_fits(kind, value):
    field = PortraitField(code="x", label="x", kind=kind, options=["茶", "花"] if kind.startswith("choice") else [])
    try:
        kept = checked(field, value)
    except AnswerInvalid:
        return
    assert checked(field, kept) == kept
