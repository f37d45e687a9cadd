"""What clients read of tiers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members.tiers.models import TierEvent
from members.tiers.models.ladder import Occasion
from members.tiers.selectors import Standing
from members.tiers.selectors.pages import GiftLine, Keep, LadderPage, TierLine, TierPage


class TierBenefitsOutput(serializers.Serializer[Any]):
    discount_bps = serializers.IntegerField(help_text="9500 为 95 折，10000 为不打折")
    has_free_shipping = serializers.BooleanField()
    points_multiplier_bps = serializers.IntegerField(help_text="15000 为 1.5 倍积分")
    early_access_minutes = serializers.IntegerField(help_text="提前多少分钟可购")
    sees_exclusive = serializers.BooleanField(help_text="可见专享商品")
    adviser = serializers.CharField(help_text="专属顾问，空为无")
    has_fast_refund = serializers.BooleanField()


class TierGiftOutput(serializers.Serializer[GiftLine]):
    occasion = serializers.ChoiceField(choices=Occasion.choices)
    occasion_label = serializers.CharField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # the base has a `label` of another kind
    unit = serializers.CharField()
    amount = serializers.IntegerField()


class TierOutput(serializers.Serializer[TierLine]):
    code = serializers.CharField(source="tier.code")
    label = serializers.CharField(source="tier.label")  # type: ignore[assignment] # the base has a `label` of another kind
    threshold = serializers.IntegerField(source="tier.threshold", help_text="所需成长值")
    benefits = TierBenefitsOutput(source="tier")
    gifts = TierGiftOutput(many=True)


class LadderOutput(serializers.Serializer[LadderPage]):
    tiers = TierOutput(many=True)
    card = TierOutput()
    window_days = serializers.IntegerField()
    notice_days = serializers.IntegerField()


class NextTierOutput(serializers.Serializer[Any]):
    label = serializers.CharField(source="next_label")  # type: ignore[assignment] # the base has a `label` of another kind
    threshold = serializers.IntegerField(source="next_threshold")
    missing = serializers.SerializerMethodField(help_text="还差的成长值")

    def get_missing(self, standing: Standing) -> int:
        return max((standing.next_threshold or 0) - standing.growth, 0)


class KeepTierOutput(serializers.Serializer[Keep]):
    threshold = serializers.IntegerField(help_text="保留当前等级所需成长值")
    missing = serializers.IntegerField(help_text="目前还差的成长值")
    until_on = serializers.DateField(help_text="最早可能降级的日期")
    is_noticed = serializers.BooleanField(help_text="已发出降级预告")


class CardOutput(serializers.Serializer[Any]):
    ends_at = serializers.DateTimeField(source="standing.vip_until")
    saved_fen = serializers.IntegerField(help_text="付费会员累计为您节省")


class TierEventOutput(serializers.Serializer[TierEvent]):
    kind = serializers.ChoiceField(choices=TierEvent.Kind.choices)
    before = serializers.CharField(source="before.label")
    after = serializers.CharField(source="after.label")
    growth = serializers.IntegerField()
    reason = serializers.SerializerMethodField()
    at = serializers.DateTimeField()

    def get_reason(self, event: TierEvent) -> str:
        """Keep an operator's note to operators."""
        return event.get_kind_display() if event.operator_id else event.reason


class MyTierOutput(serializers.Serializer[TierPage]):
    code = serializers.CharField(source="standing.tier_code")
    label = serializers.CharField(source="standing.tier_label")  # type: ignore[assignment] # the base has a `label` of another kind
    growth = serializers.IntegerField(source="standing.growth", help_text="当前有效成长值")
    since_at = serializers.DateTimeField(allow_null=True)
    next = serializers.SerializerMethodField()
    keep = KeepTierOutput(allow_null=True)
    card = serializers.SerializerMethodField()
    benefits = TierBenefitsOutput(source="standing")
    history = TierEventOutput(many=True)

    @extend_schema_field(NextTierOutput(allow_null=True))
    def get_next(self, page: TierPage) -> dict[str, Any] | None:
        has_more = page.standing.next_threshold is not None
        return dict(NextTierOutput(page.standing).data) if has_more else None

    @extend_schema_field(CardOutput(allow_null=True))
    def get_card(self, page: TierPage) -> dict[str, Any] | None:
        return dict(CardOutput(page).data) if page.standing.vip_until else None
