"""The pages about messages: the designer with its preview, the log, the inbox to read."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR, SERVICE
from kernel.wechat.refusals import WechatUnavailable
from members.messages.models import Delivery, Template, WechatTemplate
from tests.factories.messages import (
    DeliveryFactory,
    MessageFactory,
    SubscriptionFactory,
    TemplateFactory,
    WechatTemplateFactory,
)
from tests.factories.staff import operator_with
from tests.members.messages.conftest import NOON

pytestmark = pytest.mark.django_db
ROOM = "admin:members_messages"


@pytest.fixture
def desk(stella: Any) -> Client:
    client = Client()
    client.force_login(stella)
    return client


def page(desk: Client, model: str, view: str = "changelist", *args: Any, **query: str) -> str:
    response = desk.get(reverse(f"{ROOM}_{model}_{view}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def saved(desk: Client, template: Template, **changes: Any) -> Any:
    """Post the designer's form as it stands, with changes; None leaves a field out."""
    form = {
        "uses_inbox": "on",
        "title": "",
        "body": "",
        "uses_wechat": "on" if template.uses_wechat else None,
        "wechat_template": template.wechat_template_id,
        "scene": template.scene,
        "sms_text": "",
        **{f"wechat_fields__{key}": variable for key, variable in template.wechat_fields.items()},
        **changes,
    }
    url = reverse(f"{ROOM}_template_change", args=[template.pk])
    return desk.post(url, {name: value for name, value in form.items() if value is not None})


def errors_of(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def test_a_new_template_begins_with_its_kind(desk: Client) -> None:
    form = page(desk, "template", "add")
    assert "收到礼物" in form
    assert "订单支付成功" in form

    desk.post(reverse(f"{ROOM}_template_add"), {"kind": "test.gift", "uses_inbox": "on"})

    template = Template.objects.get()
    assert (template.kind, template.uses_inbox, template.uses_wechat) == ("test.gift", True, False)
    assert "收到礼物" not in page(desk, "template", "add").partition("<select")[2].partition("</select>")[0]
    assert AuditEntry.objects.filter(label="新增消息模板").exists()


def test_the_preview_shows_each_channel_with_samples(desk: Client, template: Template) -> None:
    Template.objects.update(uses_sms=True, sms_text="{giver}送您{amount}，单号{number}")

    shown = page(desk, "template", "change", template.pk)

    assert "林晓送您一份礼物" in shown
    assert "¥12.00" in shown
    assert "林晓送您¥12.00，单号20261121000000000042" in shown
    assert 'data-variables="赠送人，金额，单号"' in shown


def test_operators_write_the_names_they_read(desk: Client, template: Template) -> None:
    response = saved(desk, template, title="惊喜：{金额}", uses_sms="on", sms_text="{赠送人}送您{金额}")

    assert response.status_code == 302
    template.refresh_from_db()
    assert (template.title, template.sms_text) == ("惊喜：{amount}", "{giver}送您{amount}")
    assert "{赠送人}送您{金额}" in page(desk, "template", "change", template.pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "{优惠券}"}, "title"),
        ({"uses_sms": "on"}, "sms_text"),
        ({"wechat_template": ""}, "wechat_template"),
        ({"wechat_fields__amount2": "giver"}, "wechat_fields"),
        ({"wechat_fields__amount2": ""}, "wechat_fields"),
        ({"wechat_fields__thing1": "secret"}, "wechat_fields"),
        ({"uses_inbox": None, "uses_wechat": None}, "__all__"),
    ],
)
def test_what_a_channel_would_refuse_is_refused_here(
    desk: Client, template: Template, changes: dict[str, Any], field: str
) -> None:
    assert field in errors_of(saved(desk, template, **changes))


def test_a_chosen_template_is_mapped_by_its_labels(desk: Client, template: Template) -> None:
    fields = [{"key": "name3", "label": "赠送人", "choices": []}, {"key": "amount1", "label": "金额", "choices": []}]
    other = WechatTemplateFactory(title="另一个", fields=fields)

    response = saved(desk, template, wechat_template=other.pk)

    assert response.status_code == 302
    template.refresh_from_db()
    assert template.wechat_fields == {"name3": "giver", "amount1": "amount"}


def test_a_scene_asks_for_three_templates_at_most(desk: Client, template: Template) -> None:
    for number in range(3):
        TemplateFactory(kind=f"b.{number}", scene="paid")

    assert "scene" in errors_of(saved(desk, template, scene="paid"))
    assert saved(desk, template, scene="order").status_code == 302


def test_a_necessary_kind_stays_in_the_inbox(desk: Client) -> None:
    paid = TemplateFactory(kind="order.paid", wechat_fields={}, uses_wechat=False, wechat_template=None)

    assert "uses_inbox" in errors_of(saved(desk, paid, uses_inbox=None))


def test_saving_refreshes_what_clients_ask_for(desk: Client, template: Template, anonymous: Any) -> None:
    before = anonymous.get("/api/v1/config").json()["message_templates"]

    saved(desk, template, scene="order")

    assert [row["scene"] for row in before] == ["checkout"]


def test_templates_are_read_from_wechat(desk: Client, simulator: Any) -> None:
    gone = WechatTemplateFactory(template_id="gone")

    response = desk.post(reverse(f"{ROOM}_fetch_templates"), follow=True)

    assert "已读取 8 个模板" in response.content.decode()
    gone.refresh_from_db()
    assert gone.is_gone
    paid = WechatTemplate.objects.get(title="订单支付成功通知")
    assert paid.fields[0] == {"key": "character_string1", "label": "订单编号", "choices": []}
    service = WechatTemplate.objects.get(is_long_term=True)
    assert service.fields[0]["choices"] == ["已受理", "处理中", "已完成"]
    assert AuditEntry.objects.filter(label="从微信读取订阅模板").exists()


def test_a_silent_wechat_is_said_plainly(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(**_: Any) -> int:
        raise WechatUnavailable

    monkeypatch.setattr("members.messages.admin.wechat.refresh_wechat_templates", silent)

    response = desk.post(reverse(f"{ROOM}_fetch_templates"), follow=True)

    assert "没有读取到模板" in response.content.decode()


def test_only_who_may_reads_templates_from_wechat(desk: Client) -> None:
    auditor = Client()
    auditor.force_login(operator_with(AUDITOR))

    assert auditor.post(reverse(f"{ROOM}_fetch_templates")).status_code == 403
    assert desk.get(reverse(f"{ROOM}_fetch_templates")).status_code == 405


def test_the_log_is_filtered_by_state_channel_reason_and_kind(desk: Client) -> None:
    sent = DeliveryFactory(state="sent", next_attempt_at=None, ended_at=NOON)
    failed = DeliveryFactory(
        state="failed", reason="refused", error="40037", next_attempt_at=None, ended_at=NOON, channel="sms"
    )

    shown = page(desk, "delivery", state__exact="failed")

    assert failed.message.member.number[-6:] in shown
    assert sent.message.member.number[-6:] not in shown
    assert "40037" in shown
    assert "40037" in page(desk, "delivery", channel__exact="sms", reason__exact="refused", kind="test.gift")
    assert "40037" not in page(desk, "delivery", kind="order.paid")
    assert "近 7 天发送结果" in shown


def test_a_failed_delivery_is_sent_again_and_written_down(desk: Client) -> None:
    failed = DeliveryFactory(state="failed", reason="refused", next_attempt_at=None, ended_at=NOON)

    desk.post(reverse(f"{ROOM}_delivery_resend", args=[failed.pk]))

    failed.refresh_from_db()
    assert failed.state == "queued"
    assert AuditEntry.objects.filter(label="重发").exists()


def test_many_are_sent_again_but_not_what_may_have_arrived(desk: Client) -> None:
    ended = {"next_attempt_at": None, "ended_at": NOON}
    rows = [
        DeliveryFactory(state="failed", reason="refused", **ended),
        DeliveryFactory(state="skipped", reason="no_quota", **ended),
        DeliveryFactory(state="failed", reason="unknown", **ended),
        DeliveryFactory(state="sent", **ended),
    ]

    desk.post(
        reverse(f"{ROOM}_delivery_changelist"),
        {"action": "resend_selected", "_selected_action": [row.pk for row in rows]},
    )

    states = dict(Delivery.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["queued", "queued", "failed", "sent"]


def test_who_may_not_resend_sees_no_button(desk: Client) -> None:
    failed = DeliveryFactory(state="failed", reason="refused", next_attempt_at=None, ended_at=NOON)
    service = Client()
    service.force_login(operator_with(SERVICE))

    assert service.post(reverse(f"{ROOM}_delivery_resend", args=[failed.pk])).status_code == 403
    assert "_delivery_resend" not in page(service, "delivery", "change", failed.pk)


def test_the_inbox_of_a_member_is_read_only_and_escapes(desk: Client) -> None:
    message = MessageFactory(title="<script>alert(1)</script>", member__nickname="<b>林晓</b>")
    DeliveryFactory(message=message)

    shown = page(desk, "message", "change", message.pk)
    listed = page(desk, "message", q=message.member.number)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert(1)" not in shown + listed
    assert "<b>林晓" not in shown + listed
    assert desk.post(reverse(f"{ROOM}_message_change", args=[message.pk]), {"title": "x"}).status_code == 403


@pytest.mark.parametrize("model", ["delivery", "message", "subscription", "template", "wechattemplate"])
@pytest.mark.parametrize("rows", [1, 15])
def test_lists_cost_the_same_however_long_they_are(desk: Client, model: str, rows: int) -> None:
    for number in range(rows):
        DeliveryFactory()
        SubscriptionFactory()
        TemplateFactory(kind=f"test.gift{number}")
    page(desk, model)

    with CaptureQueriesContext(connection) as statements:
        page(desk, model)

    assert len(statements) <= 9


def test_who_may_only_read_sees_the_preview(template: Template) -> None:
    auditor = Client()
    auditor.force_login(operator_with(AUDITOR))

    shown = page(auditor, "template", "change", template.pk)

    assert "林晓送您一份礼物" in shown
    assert "<textarea" not in shown
    assert saved(auditor, template, title="改动").status_code == 403
