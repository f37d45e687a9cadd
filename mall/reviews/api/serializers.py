"""How reviews are told to clients."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField
from mall.reviews.states import State


class ReviewPictureOutput(serializers.Serializer[Any]):
    url = serializers.CharField()
    thumbnail_url = serializers.CharField()


class ReviewAuthorOutput(serializers.Serializer[Any]):
    nickname = serializers.CharField(help_text="匿名时只有首字和星号")
    avatar_url = serializers.CharField(allow_blank=True)


class ReviewReplyOutput(serializers.Serializer[Any]):
    text = serializers.CharField()
    at = serializers.DateTimeField()


class FollowUpOutput(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True)
    pictures = ReviewPictureOutput(many=True)
    days_after = serializers.IntegerField(help_text="评价后第几天")
    created_at = serializers.DateTimeField()


class OwnFollowUpOutput(FollowUpOutput):
    state = serializers.ChoiceField(choices=State.choices)
    reason = serializers.CharField(allow_blank=True, help_text="未通过的原因")


class ReviewOutput(serializers.Serializer[Any]):
    """A published review, as everybody sees it."""

    id = IdField()
    rating = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    pictures = ReviewPictureOutput(many=True)
    author = ReviewAuthorOutput()
    options = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    is_showcased = serializers.BooleanField(help_text="商家精选")
    reply = ReviewReplyOutput(allow_null=True)
    follow_up = FollowUpOutput(allow_null=True)


class OwnReviewOutput(ReviewOutput):
    """A review as its writer sees it."""

    state = serializers.ChoiceField(choices=State.choices)
    reason = serializers.CharField(allow_blank=True, help_text="未通过的原因")
    is_anonymous = serializers.BooleanField()
    allows_publishing = serializers.BooleanField()
    follow_up = OwnFollowUpOutput(allow_null=True)


class ReviewedLineOutput(serializers.Serializer[Any]):
    id = IdField(source="pk")
    order_number = serializers.CharField(source="order.number")
    product_id = IdField()
    name = serializers.CharField()
    options = serializers.CharField(allow_blank=True)
    cover_url = serializers.CharField(allow_blank=True)


class MyReviewOutput(serializers.Serializer[Any]):
    """A line the member has bought, with its review or until when one may be written."""

    line = ReviewedLineOutput()
    review_until = serializers.DateTimeField(allow_null=True)
    review = OwnReviewOutput(allow_null=True)
