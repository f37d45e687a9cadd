"""GET config: what a client needs before its first screen."""

import pytest

from kernel.options.services import set_option

pytestmark = pytest.mark.django_db
PATH = "/api/v1/config"


def test_anyone_may_read_the_settings_of_the_shop(anonymous):
    answer = anonymous.get(PATH)

    assert answer.status_code == 200
    assert answer.json() == {
        "shop_name": "Siyu 私域生活馆", "service_phone": "", "notice": "", "payment_channels": ["wechat", "wallet"],
        "pay_within_minutes": 30, "receive_after_days": 10, "extend_by_days": 7, "message_templates": [],
    }  # fmt: skip


def test_an_operators_change_shows_and_changes_the_etag(anonymous, stella):
    before = anonymous.get(PATH)
    set_option(name="mall.storefront.notice", value="春节照常发货", operator_id=stella.pk)

    after = anonymous.get(PATH, headers={"If-None-Match": before["ETag"]})

    assert (after.status_code, after.json()["notice"]) == (200, "春节照常发货")
    assert anonymous.get(PATH, headers={"If-None-Match": after["ETag"]}).status_code == 304


def test_warm_settings_cost_no_query(anonymous, django_assert_num_queries):
    anonymous.get(PATH)

    with django_assert_num_queries(0):
        assert anonymous.get(PATH).status_code == 200


@pytest.mark.rule("13.3")
def test_an_unknown_parameter_is_refused(anonymous):
    assert anonymous.get(f"{PATH}?lang=en").json()["errors"][0]["field"] == "lang"
