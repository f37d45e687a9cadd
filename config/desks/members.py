"""The member page: who it is, tier, points, wallet, orders, audiences and what happened, on one screen."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from config.desks.member_figures import member_page
from kernel import clock
from members.accounts.admin.members import MemberDesk
from members.accounts.models import Member
from members.portraits.admin import AnswerInline

# What each panel shows, and the right to read it.
PANELS = {
    "orders": "mall_orders.view_order",
    "points": "members_points.view_lot",
    "wallet": "members_wallet.view_wallet",
    "tiers": "members_tiers.view_membertier",
    "audit": "kernel_audit.view_auditentry",
}

admin.site.unregister(Member)


@admin.register(Member)
class MemberPageDesk(MemberDesk):
    """The room's own page with the panorama above it."""

    change_form_before_template = "desk/member.html"
    inlines = [*MemberDesk.inlines, AnswerInline]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        member = self.get_object(request, object_id)
        if member is None:
            return super().change_view(request, object_id, form_url, extra_context)
        may_view = {name: request.user.has_perm(permission) for name, permission in PANELS.items()}
        page = member_page(member, may_view=may_view, at=clock.now())
        context = {**(extra_context or {}), "page": page, "member": member}
        return super().change_view(request, object_id, form_url, context)
