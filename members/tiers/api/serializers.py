"""What clients read of tiers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members.tiers import options
from members.tiers.models import Tier, TierEvent, TierGift
from members.tiers.models.ladder import Occasion
from members.tiers.ports import find_benefit
from members.tiers.selectors import Standing
from members.tiers.selectors.ladder import card_tier, growth_ladder
from members.tiers.selectors.pages import Keep, TierPage


class TierBenefitsOutput(serializers.Serializer[Any]):
    discount_bps = serializers.IntegerField(help_text="9500 为 95 折，10000 为不打折")
    has_free_shipping = serializers.BooleanField()
    points_multiplier_bps = serializers.IntegerField(help_text="15000 为 1.5 倍积分")
    early_access_minutes = serializers.IntegerField(help_text="提前多少分钟可购")
    sees_exclusive = serializers.BooleanField(help_text="可见专享商品")
    adviser = serializers.CharField(help_text="专属顾问，空为无")
    has_fast_refund = serializers.BooleanField()


class TierGiftOutput(serializers.Serializer[TierGift]):
    occasion = serializers.ChoiceField(choices=Occasion.choices)
    occasion_label = serializers.CharField(source="get_occasion_display")
    kind = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment] # the base has a `label` of another kind
    unit = serializers.SerializerMethodField()
    amount = serializers.IntegerField()

    def get_label(self, gift: TierGift) -> str:
        benefit = find_benefit(gift.kind)
        return benefit.label if benefit else ""

    def get_unit(self, gift: TierGift) -> str:
        benefit = find_benefit(gift.kind)
        return benefit.unit if benefit else ""


class TierOutput(serializers.Serializer[Tier]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # as above
    threshold = serializers.IntegerField(help_text="所需成长值")
    benefits = TierBenefitsOutput(source="*")
    gifts = serializers.SerializerMethodField()

    @extend_schema_field(TierGiftOutput(many=True))
    def get_gifts(self, tier: Tier) -> list[dict[str, Any]]:
        """Show what can be given today; a ladder that is not saved yet has no gifts to ask for."""
        gifts = sorted(tier.gifts.all(), key=lambda gift: gift.pk) if tier.pk else []
        return [dict(TierGiftOutput(gift).data) for gift in gifts if find_benefit(gift.kind)]


class LadderOutput(serializers.Serializer[list[Tier]]):
    tiers = serializers.SerializerMethodField()
    card = serializers.SerializerMethodField()
    window_days = serializers.SerializerMethodField()
    notice_days = serializers.SerializerMethodField()

    @extend_schema_field(TierOutput(many=True))
    def get_tiers(self, tiers: list[Tier]) -> list[dict[str, Any]]:
        return [dict(TierOutput(tier).data) for tier in growth_ladder(tiers)]

    @extend_schema_field(TierOutput)
    def get_card(self, tiers: list[Tier]) -> dict[str, Any]:
        return dict(TierOutput(card_tier(tiers)).data)

    def get_window_days(self, tiers: list[Tier]) -> int:
        return options.WINDOW_DAYS.get()

    def get_notice_days(self, tiers: list[Tier]) -> int:
        return options.NOTICE_DAYS.get()


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
