"""Check-ins as they are, and the cards that operators give away."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import DeskAdmin, ReadOnlyDesk, badge, link_column, moment_column, state_column
from kernel.crypto import new_token
from members.tasks.models import CheckIn, MakeUpCard
from members.tasks.services import grant_cards

MOST_CARDS = 31


class GrantCardsForm(forms.ModelForm):
    """Who gets how many, and why."""

    count = forms.IntegerField(label="张数", min_value=1, max_value=MOST_CARDS, initial=1)

    class Meta:
        model = MakeUpCard
        fields = ["member", "reference"]
        labels = {"reference": "原因"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].required = True


@admin.register(MakeUpCard)
class CardDesk(DeskAdmin):
    list_display = ["__str__", "owner", "source_badge", "reference", "granted", "expires", "used", "fills"]
    list_filter = ["source", "granted_at", "used_at"]
    list_select_related = ["member", "check_in"]
    search_fields = ["member__nickname", "member__number", "reference"]
    search_help_text = "会员昵称、会员号或原因"
    autocomplete_fields = ["member"]
    readonly_fields = ["owner", "source_badge", "granted", "expires", "used", "fills"]
    fields = [*readonly_fields, "reference"]

    owner = link_column("member", "会员")
    source_badge = state_column("source", "来源", {"reward": "success", "points": "info", "operator": "warning"})
    granted = moment_column("granted_at", "获得时间")
    expires = moment_column("expires_at", "有效期至")
    used = moment_column("used_at", "使用时间")

    @admin.display(description="补签日期")
    def fills(self, card: MakeUpCard) -> str:
        day = getattr(card, "check_in", None)
        return f"{day.on:%Y-%m-%d}" if day else "—"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **({} if obj else {"form": GrantCardsForm}), **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ["member", "count", "reference"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members_tasks.grant_makeupcard")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: MakeUpCard, form: Any, change: bool) -> None:
        """Give the cards by the service; the page then speaks of the first of them."""
        given = grant_cards(
            member_id=obj.member_id,
            count=form.cleaned_data["count"],
            source=MakeUpCard.Source.OPERATOR,
            key=f"operator:{new_token(12)}",
            reference=obj.reference,
            at=clock.now(),
        )
        obj.__dict__.update({name: value for name, value in given[0].__dict__.items() if name != "_state"})


@admin.register(CheckIn)
class CheckInDesk(ReadOnlyDesk):
    list_display = ["__str__", "owner", "checked", "how"]
    list_filter = ["on", ("card", admin.EmptyFieldListFilter)]
    list_select_related = ["member"]
    search_fields = ["member__nickname", "member__number"]
    search_help_text = "会员昵称或会员号"
    fields = ["owner", "on", "checked", "how"]
    readonly_fields = fields

    owner = link_column("member", "会员")
    checked = moment_column("at", "签到时间")

    @admin.display(description="方式")
    def how(self, day: CheckIn) -> str:
        return badge("补签", "warning") if day.is_made_up else badge("签到", "success")
