"""WeChat's subscription templates as its console has them, and how members have answered."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from kernel import clock
from kernel.audit.desk import ReadOnlyDesk, actor_of, link_column, moment_column
from kernel.audit.services import record
from kernel.errors import Refusal
from members.messages.models import Subscription, WechatTemplate
from members.messages.services import refresh_wechat_templates

FETCH = "members_messages.fetch_wechat_templates"


@admin.register(WechatTemplate)
class WechatTemplateDesk(ReadOnlyDesk):
    list_display = ["title", "labels", "is_long_term", "is_gone", "fetched"]
    list_filter = ["is_long_term", "is_gone"]
    search_fields = ["title", "template_id"]
    fields = ["title", "template_id", "labels", "is_long_term", "is_gone", "fetched"]
    readonly_fields = ["labels", "fetched"]
    list_before_template = "desk/fetch_wechat_templates.html"
    fetched = moment_column("fetched_at", "读取时间")

    @admin.display(description="字段")
    def labels(self, template: WechatTemplate) -> str:
        return "、".join(row["label"] for row in template.fields)

    def get_urls(self) -> list[URLPattern]:
        fetch = self.admin_site.admin_view(self.fetch_view)
        return [path("fetch/", fetch, name="members_messages_fetch_templates"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        shown: HttpResponse = super().changelist_view(
            request, {**(extra_context or {}), "may_fetch": request.user.has_perm(FETCH)}
        )
        return shown

    def fetch_view(self, request: HttpRequest) -> HttpResponse:
        """Read the templates from WeChat. Network, outside a transaction."""
        if not request.user.has_perm(FETCH):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            found = refresh_wechat_templates(at=clock.now())
        except Refusal as refusal:
            messages.error(request, f"没有读取到模板：{refusal.detail}")
        else:
            target = WechatTemplate._meta.label_lower
            record(
                actor=actor_of(request),
                action="members.messages.fetch_wechat_templates",
                label="从微信读取订阅模板",
                target=target,
                after={"模板数": found},
            )
            messages.success(request, f"已读取 {found} 个模板。")
        return HttpResponseRedirect(reverse("admin:members_messages_wechattemplate_changelist"))


@admin.register(Subscription)
class SubscriptionDesk(ReadOnlyDesk):
    list_display = ["member_link", "template_title", "remaining", "accepted", "rejected", "last_result", "answered"]
    list_filter = ["last_result"]
    list_select_related = ["member"]
    search_fields = ["member__number", "member__nickname"]
    search_help_text = "会员号或昵称"
    fields = list_display
    readonly_fields = ["member_link", "template_title", "answered"]
    member_link = link_column("member", "会员")
    answered = moment_column("answered_at", "最近答复")

    def get_queryset(self, request: HttpRequest) -> Any:
        titles = WechatTemplate.objects.filter(template_id=models.OuterRef("template_id")).values("title")
        return super().get_queryset(request).annotate(template_name=models.Subquery(titles))

    @admin.display(description="模板")
    def template_title(self, subscription: Any) -> str:
        return subscription.template_name or subscription.template_id
