"""GET, POST me/consents: to which text, when, and the way back."""

import pytest

from kernel.options.services import set_option
from kernel.outbox.models import StoredFact
from members.privacy.models import Consent
from members.privacy.selectors import has_consent

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/consents"


def decide(client, **more):
    body = {"purpose": "marketing", "version": "2026-01", "is_granted": True, **more}
    return client.post(URL, body, format="json")


def of(answer, purpose: str = "marketing"):
    return next(row for row in answer.json()["results"] if row["purpose"] == purpose)


def test_before_anything_is_said_nothing_is_agreed_to(client_of, alice):
    answer = client_of(alice).get(URL)

    assert [row["purpose"] for row in answer.json()["results"]] == ["privacy_policy", "marketing", "portrait"]
    assert of(answer) == {
        "purpose": "marketing", "label": "接收营销信息", "version": "2026-01", "is_granted": False,
        "is_current": False, "granted_version": "", "at": None,
    }  # fmt: skip


def test_a_decision_is_kept_with_its_version_and_can_be_taken_back(client_of, alice):
    client = client_of(alice)

    granted = decide(client)
    back = decide(client, is_granted=False)

    assert (granted.status_code, of(granted)["is_granted"], of(granted)["granted_version"]) == (201, True, "2026-01")
    assert of(back)["is_granted"] is False
    assert not has_consent(member_id=alice.pk, purpose="marketing")
    assert list(Consent.objects.order_by("id").values_list("is_granted", flat=True)) == [True, False]


def test_saying_it_again_adds_nothing(client_of, alice):
    client = client_of(alice)
    decide(client)
    decide(client)

    assert Consent.objects.count() == 1
    assert StoredFact.objects.filter(name="members.privacy.consent_changed").count() == 1


def test_a_new_text_asks_again_and_keeps_what_was_said(client_of, alice, stella):
    client = client_of(alice)
    decide(client)
    set_option(name="members.privacy.marketing_version", value="2026-11", operator_id=stella.pk)

    assert of(client.get(URL))["is_current"] is False
    old = decide(client)
    new = decide(client, version="2026-11")

    assert (old.status_code, old.json()["code"], old.json()["version"]) == (409, "consent_outdated", "2026-11")
    assert (new.status_code, of(new)["is_current"]) == (201, True)
    assert Consent.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [({"purpose": "selling"}, "purpose"), ({"is_granted": "yes"}, "is_granted"), ({"member_id": "1"}, "member_id")],
)
def test_a_bad_body_names_its_field(client_of, alice, body, field):
    answer = decide(client_of(alice), **body)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert not Consent.objects.exists()


def test_strangers_decide_nothing(anonymous, db):
    assert (anonymous.get(URL).status_code, decide(anonymous).status_code) == (401, 401)


def test_reading_takes_constant_queries(client_of, alice, django_assert_num_queries):
    client = client_of(alice)
    decide(client)
    client.get(URL)

    with django_assert_num_queries(2):
        client.get(URL)
