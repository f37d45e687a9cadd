"""Batches of gift cards: planned in a form, their codes downloaded once, voided as a whole."""

import csv
import io
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminTextInputWidget

from kernel import clock, money
from kernel.audit.desk import DeskAdmin, FenField, desk_action, fen_column, moment_column
from kernel.audit.desk.exports import safe_cell
from members.wallet import services
from members.wallet.admin.wallets import operator_id_of
from members.wallet.models import GiftCardBatch
from members.wallet.models.cards import LARGEST_FACE_FEN, MOST_CARDS
from members.wallet.states import CardState


class BatchForm(forms.ModelForm):
    face_fen = FenField(label="面值（元）", minimum=1, maximum=LARGEST_FACE_FEN, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = GiftCardBatch
        fields = ["title", "count", "face_fen", "into", "expires_on", "note"]

    def clean_count(self) -> int:
        count: int = self.cleaned_data["count"]
        if not 1 <= count <= MOST_CARDS:
            raise forms.ValidationError(f"张数应在 1 与 {MOST_CARDS} 之间。")
        return count

    def clean_expires_on(self) -> Any:
        expires_on = self.cleaned_data["expires_on"]
        if expires_on < clock.today():
            raise forms.ValidationError("有效期不能早于今天。")
        return expires_on


@admin.register(GiftCardBatch)
class BatchDesk(DeskAdmin):
    form = BatchForm
    list_display = ["title", "count", "face", "into", "expires_on", "state", "used", "made", "issued"]
    list_filter = ["into", "made_at"]
    search_fields = ["title", "note"]
    ordering = ["-id"]
    actions_detail = ["issue", "void"]
    face = fen_column("face_fen", "面值")
    total = fen_column("total_fen", "总面值")
    made = moment_column("made_at", "建立时间")
    issued = moment_column("issued_at", "制卡时间")
    voided = moment_column("voided_at", "作废时间")
    _shown = [
        "title", "count", "face", "total", "into", "expires_on", "note", "state", "used", "made", "made_by", "issued",
        "issued_by", "voided",
    ]  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self._shown if obj else BatchForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self._shown if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[GiftCardBatch]:
        used = Count("cards", filter=Q(cards__state=CardState.REDEEMED))
        queryset: QuerySet[GiftCardBatch] = super().get_queryset(request).annotate(used_cards=used)
        return queryset.select_related("made_by", "issued_by")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Plan the batch by the service; the form has been checked."""
        form.desk_before = None
        planned = services.NewBatch(**form.cleaned_data)
        made = services.make_batch(batch=planned, operator_id=operator_id_of(request), at=clock.now())
        obj.pk = made.pk
        obj.refresh_from_db()

    @admin.display(description="状态")
    def state(self, batch: GiftCardBatch) -> str:
        if batch.voided_at:
            return "已作废"
        return "已制卡" if batch.issued_at else "待制卡"

    @admin.display(description="已兑换")
    def used(self, batch: Any) -> str:
        return f"{batch.used_cards} 张"

    @desk_action(
        label="生成卡密",
        permission="members_wallet.issue_giftcardbatch",
        when=lambda batch: not batch.issued_at and not batch.voided_at,
        confirm="卡密只在这一次下载中出现，系统不保存。请在安全的电脑上操作并妥善保管文件；遗失只能作废重建。",
        icon="download",
    )
    def issue(self, request: HttpRequest, batch: GiftCardBatch, data: dict[str, Any]) -> HttpResponse:
        codes = services.issue_codes(batch_id=batch.pk, operator_id=operator_id_of(request), at=clock.now())
        response = HttpResponse(_sheet(batch, codes), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="gift-cards-{batch.pk}.csv"'
        return response

    @desk_action(
        label="作废整批",
        permission="members_wallet.void_giftcardbatch",
        when=lambda batch: not batch.voided_at,
        confirm="未兑换的卡全部失效，不能恢复；已兑换的不受影响。",
        icon="cancel",
        variant="danger",
    )
    def void(self, request: HttpRequest, batch: GiftCardBatch, data: dict[str, Any]) -> str:
        return f"已作废 {services.void_batch(batch_id=batch.pk, at=clock.now())} 张"


def _sheet(batch: GiftCardBatch, codes: list[str]) -> str:
    out = io.StringIO()
    # The mark in front tells Excel that it is UTF-8.
    out.write("\ufeff")
    sheet = csv.writer(out)
    sheet.writerow(["批次", "卡密", "面值（元）", "有效期至"])
    until = f"{batch.expires_on:%Y-%m-%d}"
    for code in codes:
        sheet.writerow([safe_cell(batch.title), safe_cell(code), money.yuan(batch.face_fen), until])
    return out.getvalue()
