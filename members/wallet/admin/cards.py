"""Single gift cards, and who has been guessing."""

from typing import Any

from django.contrib import admin
from django.db.models import BigIntegerField, Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast
from django.http import HttpRequest

from kernel.audit.desk import ReadOnlyDesk, desk_action, fen_column, link_column, moment_column, state_column
from members.accounts.models import Member
from members.wallet import services
from members.wallet.models import GiftCard, GuessCount
from members.wallet.states import CardState


@admin.register(GiftCard)
class CardDesk(ReadOnlyDesk):
    list_display = ["tail", "batch_page", "face", "state_badge", "expires", "whose", "redeemed"]
    list_filter = ["state", "redeemed_at"]
    list_select_related = ["batch", "member"]
    search_fields = ["tail", "batch__title", "member__number", "member__nickname"]
    search_help_text = "卡密后四位、批次名称、会员号或昵称"
    ordering = ["-id"]
    actions_detail = ["void"]
    batch_page = link_column("batch", "批次")
    face = fen_column("batch__face_fen", "面值")
    colours = {"issued": "info", "redeemed": "success", "void": "danger", "expired": "default"}
    state_badge = state_column("state", "状态", colours)
    expires = moment_column("expires_at", "到期时间")
    whose = link_column("member", "兑换会员")
    redeemed = moment_column("redeemed_at", "兑换时间")
    fields = readonly_fields = list_display

    @desk_action(
        label="作废",
        permission="members_wallet.void_giftcard",
        when=lambda card: card.state == CardState.ISSUED,
        confirm="作废后不能恢复。",
        icon="cancel",
        variant="danger",
    )
    def void(self, request: HttpRequest, card: GiftCard, data: dict[str, Any]) -> str:
        services.void_card(card_id=card.pk)
        return "礼品卡已作废"


@admin.register(GuessCount)
class GuessDesk(ReadOnlyDesk):
    list_display = ["scope", "who", "wrong", "strikes", "begun", "locked"]
    list_filter = ["scope", ("locked_until", admin.EmptyFieldListFilter)]
    ordering = ["-window_at", "-id"]
    actions_detail = ["unlock"]
    begun = moment_column("window_at", "时段开始")
    locked = moment_column("locked_until", "锁定至")
    fields = readonly_fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuessCount]:
        of_member = Case(When(scope=GuessCount.Scope.MEMBER, then=Cast("subject", BigIntegerField())))
        queryset: QuerySet[GuessCount] = super().get_queryset(request).annotate(member_id=of_member)
        return queryset.annotate(
            member_name=Subquery(Member.objects.filter(pk=OuterRef("member_id")).values("nickname"))
        )

    @admin.display(description="对象")
    def who(self, count: Any) -> str:
        if count.scope == GuessCount.Scope.MEMBER:
            return count.member_name or f"会员 {count.subject}"
        return "全店" if count.scope == GuessCount.Scope.SHOP else f"地址 {count.subject[:8]}"

    @desk_action(
        label="解除锁定",
        permission="members_wallet.unlock_guesscount",
        when=lambda count: count.wrong > 0 or count.locked_until is not None,
        confirm="解除后可立即重新输入卡密。",
        icon="lock_open",
    )
    def unlock(self, request: HttpRequest, count: GuessCount, data: dict[str, Any]) -> str:
        services.unlock_guesses(count_id=count.pk)
        return "已解除锁定"
