"""One form per tier: name, growth value, benefits, and an amount for every occasion and registered kind of gift."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kernel import money
from kernel.audit.desk import DeskForm
from members.tiers.models import Tier
from members.tiers.models.ladder import LARGEST_THRESHOLD, MOST_EARLY_MINUTES, PLAIN_BPS, Ladder, Occasion
from members.tiers.ports import benefits
from members.tiers.services import GiftDesign, TierDesign
from members.tiers.services.ladder import MOST_GIFT, OCCASIONS

BENEFITS = (
    "discount_bps",
    "points_multiplier_bps",
    "early_access_minutes",
    "adviser",
    "has_free_shipping",
    "sees_exclusive",
    "has_fast_refund",
)


class RateField(forms.Field):
    """A rate typed with at most two decimals, cleaned to basis points; `one_bps` is what 1 stands for."""

    widget = forms.TextInput

    def __init__(self, *, one_bps: int, **kwargs: Any) -> None:
        self.hundredth_bps = one_bps // 100
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return money.yuan(value // self.hundredth_bps).rstrip("0").rstrip(".")

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return money.fen(str(value)) * self.hundredth_bps
        except ValueError as fault:
            raise ValidationError("请输入数字，最多两位小数。") from fault


class TierForm(DeskForm):
    """A tier of the ladder; an empty last one may become a new tier."""

    ladder = Ladder.GROWTH

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label="名称", max_length=20, required=False)
    threshold = forms.IntegerField(label="所需成长值", min_value=0, max_value=LARGEST_THRESHOLD, required=False)
    discount_bps = RateField(label="折扣（折）", one_bps=1_000, help_text="10 为不打折，9.5 为 95 折", required=False)
    points_multiplier_bps = RateField(label="积分倍数", one_bps=PLAIN_BPS, help_text="1 为不加倍", required=False)
    early_access_minutes = forms.IntegerField(
        label="提前购（分钟）", min_value=0, max_value=MOST_EARLY_MINUTES, required=False
    )
    adviser = forms.CharField(label="专属顾问", max_length=60, required=False, help_text="顾问名称，留空为无")
    has_free_shipping = forms.BooleanField(label="包邮", required=False)
    sees_exclusive = forms.BooleanField(label="可见专享商品", required=False)
    has_fast_refund = forms.BooleanField(label="极速退款", required=False)
    is_gone = forms.BooleanField(label="停用此等级", required=False)

    def prepare(self, subject: Tier | None) -> None:
        for occasion, kind, label in gift_fields(self.ladder):
            field = forms.IntegerField(label=label, min_value=0, max_value=MOST_GIFT, required=False)
            self.fields[gift_name(occasion, kind)] = field
        if subject is None:
            del self.fields["is_gone"]

    @property
    def title(self) -> str:
        return self.subject.label if self.subject else "新增等级"

    def basics(self) -> list[forms.BoundField]:
        return [self[name] for name in ("label", "threshold", "is_gone") if name in self.fields]

    def benefits(self) -> list[forms.BoundField]:
        return [self[name] for name in BENEFITS]

    def gifts(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("gift_")]

    def is_left_out(self) -> bool:
        """Tell whether this is an empty new tier, or one that is taken off the ladder."""
        data = self.cleaned_data
        return bool(data.get("is_gone")) or not (data["code"] or data["label"])

    def design(self) -> TierDesign:
        """Return what was typed; what is empty gives nothing."""
        data = self.cleaned_data
        gifts = [
            GiftDesign(occasion, kind, amount)
            for occasion, kind, _label in gift_fields(self.ladder)
            if (amount := data.get(gift_name(occasion, kind)))
        ]
        return TierDesign(
            code=data["code"],
            label=data["label"].strip(),
            threshold=data.get("threshold") or 0,
            discount_bps=PLAIN_BPS if data["discount_bps"] is None else data["discount_bps"],
            points_multiplier_bps=data["points_multiplier_bps"] or PLAIN_BPS,
            early_access_minutes=data["early_access_minutes"] or 0,
            adviser=data["adviser"].strip(),
            has_free_shipping=data["has_free_shipping"],
            sees_exclusive=data["sees_exclusive"],
            has_fast_refund=data["has_fast_refund"],
            gifts=tuple(gifts),
        )


class CardForm(TierForm):
    """What the paid card gives."""

    ladder = Ladder.VIP

    def prepare(self, subject: Tier | None) -> None:
        super().prepare(subject)
        for name in ("threshold", "is_gone"):
            self.fields.pop(name, None)


def gift_fields(ladder: Ladder) -> Iterator[tuple[str, str, str]]:
    """Yield (occasion, kind, label) of every gift a tier of a ladder may give."""
    for occasion in OCCASIONS[ladder]:
        for benefit in benefits():
            yield occasion, benefit.kind, f"{Occasion(occasion).label}：{benefit.label}（{benefit.unit}）"


def gift_name(occasion: str, kind: str) -> str:
    return f"gift_{occasion}_{kind}"


def initial_of(tier: Tier) -> dict[str, Any]:
    """Return a saved tier as its form shows it."""
    values = {name: getattr(tier, name) for name in ("code", "label", "threshold", *BENEFITS)}
    return values | {gift_name(gift.occasion, gift.kind): gift.amount for gift in tier.gifts.all()}
