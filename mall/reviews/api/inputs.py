"""What clients send of reviews."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import FlagField, IdField, Input, TextField, WholeField
from mall.reviews.models.reviews import HIGHEST, LOWEST, MOST_CHARS, MOST_PICTURES


class WriteReviewInput(Input):
    order_number = serializers.RegexField(r"^[0-9]{20}$", help_text="订单号")
    line_id = IdField(help_text="订单商品编号")
    rating = WholeField(min_value=LOWEST, max_value=HIGHEST, help_text="1-5 星")
    text = TextField(max_length=MOST_CHARS, required=False, allow_blank=True)
    picture_ids = serializers.ListField(
        child=IdField(), max_length=MOST_PICTURES, required=False, help_text="本人上传的图片，按顺序，最多 9 张"
    )
    is_anonymous = FlagField(required=False, help_text="匿名：任何地方都不显示昵称和头像")
    allows_publishing = FlagField(required=False, help_text="同意商家在其他平台使用文字和图片，可随时撤回")


class FollowUpInput(Input):
    text = TextField(max_length=MOST_CHARS)
    picture_ids = serializers.ListField(child=IdField(), max_length=MOST_PICTURES, required=False)


class ReviewConsentInput(Input):
    allows_publishing = FlagField()


class ProductReviewsQuery(Input):
    rating = serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST, required=False)
    has_pictures = serializers.BooleanField(required=False, help_text="true：只看有图")
    has_follow_up = serializers.BooleanField(required=False, help_text="true：只看有追评")
    cursor = serializers.CharField(required=False, max_length=2000)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)


class MyReviewsQuery(Input):
    state = serializers.ChoiceField(
        choices=[("waiting", "待评价"), ("written", "已评价")], required=False, help_text="默认 written"
    )
    cursor = serializers.CharField(required=False, max_length=2000)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"state": "written", **attrs}
