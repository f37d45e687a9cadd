"""Points given and taken by hand: a new one for any member, and the queue of those that wait for a second person."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kernel import clock
from kernel.audit.desk import DeskAdmin, DeskForm, desk_action, link_column, moment_column, state_column
from kernel.errors import Refusal
from members.points import services
from members.points.admin.purses import operator_id, said
from members.points.models import Adjustment
from members.points.selectors import spendable_points
from members.points.services.purses import MOST_POINTS
from members.points.states import AdjustmentState

APPROVE = "members_points.approve_adjustment"
_COLOURS = {"waiting": "warning", "done": "success", "rejected": "danger"}


def waits(row: Adjustment) -> bool:
    """Tell whether somebody has yet to decide."""
    return row.state == AdjustmentState.WAITING


class RejectForm(DeskForm):
    answer = forms.CharField(label="原因", max_length=200)


class NewAdjustmentForm(forms.ModelForm):
    direction = forms.ChoiceField(label="方向", choices=[("give", "增加"), ("take", "扣减")])
    amount = forms.IntegerField(label="积分", min_value=1, max_value=MOST_POINTS)

    class Meta:
        model = Adjustment
        fields = ("member", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        amount, member = data.get("amount"), data.get("member")
        if amount and member and data.get("direction") == "take" and amount > spendable_points(member.pk):
            raise ValidationError({"amount": f"该会员可用积分只有 {spendable_points(member.pk)}"})
        return data

    def signed(self) -> int:
        """Return the points: above 0 to give, below 0 to take."""
        amount: int = self.cleaned_data["amount"]
        return amount if self.cleaned_data["direction"] == "give" else -amount


@admin.register(Adjustment)
class AdjustmentDesk(DeskAdmin):
    form = NewAdjustmentForm
    autocomplete_fields = ["member"]
    add_fieldsets = [("新的调整", {"fields": ["member", "direction", "amount", "reason"]})]
    list_display = ["proposed", "whose", "change", "reason", "state_badge", "proposed_by", "decided_by"]
    list_display_links = ["proposed"]
    list_filter = ["state", "takes_two", "proposed_at"]
    list_select_related = ["member", "proposed_by", "decided_by"]
    search_fields = ["member__nickname", "member__number", "reason"]
    search_help_text = "昵称、会员号或原因"
    ordering = ["-id"]
    actions_detail = ["approve", "reject"]
    whose = link_column("member", "会员")
    state_badge = state_column("state", "状态", _COLOURS)
    proposed = moment_column("proposed_at", "提交时间")
    decided = moment_column("decided_at", "复核时间")
    fields = [
        ("whose", "change"), "reason", ("state_badge", "takes_two"), ("proposed_by", "proposed"),
        ("decided_by", "decided"), "answer",
    ]  # fmt: skip
    readonly_fields = ["whose", "change", "state_badge", "proposed", "decided"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members_points.adjust_purse")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.add_fieldsets if obj is None else [("积分调整", {"fields": self.fields})]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What the service refuses after all is said on top of an empty form."""
        try:
            answer: HttpResponse = super().add_view(request, form_url, extra_context)
        except Refusal as refusal:
            messages.error(request, refusal.detail)
            return HttpResponseRedirect(request.path)
        return answer

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        made = services.propose_adjustment(
            member_id=obj.member_id,
            points=form.signed(),
            reason=obj.reason,
            operator_id=operator_id(request),
            at=clock.now(),
        )
        obj.__dict__.update(made.__dict__)
        messages.info(request, said(made))

    @admin.display(description="积分", ordering="points")
    def change(self, row: Adjustment) -> str:
        return f"{row.points:+,}"

    @desk_action(
        label="复核通过",
        permission=APPROVE,
        when=waits,
        confirm="通过后立即生效，会员会收到通知。提交人自己不能复核。",
        icon="task_alt",
    )
    def approve(self, request: HttpRequest, row: Adjustment, data: dict[str, Any]) -> str:
        services.approve_adjustment(adjustment_id=row.pk, operator_id=operator_id(request), at=clock.now())
        return f"积分已调整 {row.points:+,}"

    @desk_action(label="驳回", permission=APPROVE, form=RejectForm, when=waits, icon="block", variant="danger")
    def reject(self, request: HttpRequest, row: Adjustment, data: dict[str, Any]) -> str:
        services.reject_adjustment(
            adjustment_id=row.pk, answer=data["answer"], operator_id=operator_id(request), at=clock.now()
        )
        return "已驳回"
