"""Shapes of the wallet's endpoints."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField, Input, TextField
from members.ledger.models import Transaction
from members.wallet.kinds import label_of
from members.wallet.models import GiftCardBatch


class RedeemGiftCardInput(Input):
    code = TextField(max_length=40, help_text="卡密；不分大小写，空格与短横可省略")


class WalletOutput(serializers.Serializer[Any]):
    principal_fen = serializers.IntegerField(help_text="本金，含冻结")
    bonus_fen = serializers.IntegerField(help_text="赠金，含冻结")
    held_fen = serializers.IntegerField(help_text="为未完成的付款冻结的金额")
    spendable_fen = serializers.IntegerField(help_text="可用余额")


class WalletEntryOutput(serializers.Serializer[Transaction]):
    """One posting; `principal_fen` and `bonus_fen` are set by `statement_of`."""

    id = IdField(source="pk")
    kind = serializers.CharField(help_text="类型代码，如 wallet.spend")
    title = serializers.SerializerMethodField()
    amount_fen = serializers.SerializerMethodField(help_text="增加为正，减少为负")
    principal_fen = serializers.IntegerField()
    bonus_fen = serializers.IntegerField()
    reference = serializers.CharField(help_text="单据，如订单号；可为空")
    at = serializers.DateTimeField()

    def get_title(self, entry: Transaction) -> str:
        return label_of(entry.kind)

    def get_amount_fen(self, entry: Any) -> int:
        return int(entry.principal_fen + entry.bonus_fen)


class RedeemedGiftCardOutput(serializers.Serializer[Any]):
    face_fen = serializers.IntegerField(source="batch.face_fen", help_text="面值")
    into = serializers.ChoiceField(source="batch.into", choices=GiftCardBatch.Into.choices, help_text="存入本金或赠金")
    wallet = WalletOutput()
