"""Personal data on the operators' site: read by those who may, withdrawn for a member."""

import pytest
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR
from members.privacy.services import record_consent, request_erasure, request_export
from tests.desks.pages import signed_in
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db


def page_of(model: str) -> str:
    return reverse(f"admin:members_privacy_{model}_changelist")


def test_the_lists_show_who_said_what(client, stella, alice):
    client.force_login(stella)
    record_consent(member_id=alice.pk, purpose="marketing", is_granted=True, version="2026-01", at=clock.now())
    request_export(member_id=alice.pk, at=clock.now())
    request_erasure(member_id=alice.pk, at=clock.now())

    for model, shown in (("consent", "接收营销信息"), ("dataexport", "生成中"), ("erasure", "冷静期")):
        assert shown in client.get(page_of(model)).content.decode()


def test_a_request_is_withdrawn_for_a_member_with_a_reason(client, stella, alice):
    client.force_login(stella)
    erasure = request_erasure(member_id=alice.pk, at=clock.now())

    client.post(reverse("admin:members_privacy_erasure_withdraw", args=[erasure.pk]), {"reason": "会员来电"})

    erasure.refresh_from_db()
    assert erasure.state == "cancelled"
    assert AuditEntry.objects.filter(label="撤回注销").count() == 1


def test_an_auditor_reads_and_withdraws_nothing(alice):
    erasure = request_erasure(member_id=alice.pk, at=clock.now())
    browser = signed_in(operator_with(AUDITOR))

    assert browser.get(page_of("erasure")).status_code == 200
    answer = browser.post(reverse("admin:members_privacy_erasure_withdraw", args=[erasure.pk]), {"reason": "x"})
    assert answer.status_code == 403
