"""What members read about their points."""

from rest_framework import serializers

from kernel.web.inputs import IdField
from members.ledger.models import Entry
from members.points.api.filters import BUCKETS
from members.points.kinds import label_of
from members.points.selectors import PointsSummary


class PointsOutput(serializers.Serializer[PointsSummary]):
    available = serializers.IntegerField(help_text="现在可用的积分")
    pending = serializers.IntegerField(help_text="订单完成后生效的积分")
    held = serializers.IntegerField(help_text="待付款订单占用的积分")
    debt = serializers.IntegerField(help_text="欠分：新得的积分先抵扣，0 表示不欠")
    expiring_soon = serializers.IntegerField(help_text="30 天内到期的积分")
    expires_at = serializers.DateTimeField(allow_null=True, help_text="其中最早的到期时间；没有时为 null")


class PointsEntryOutput(serializers.Serializer[Entry]):
    id = IdField(source="pk")
    bucket = serializers.ChoiceField(choices=BUCKETS, source="account.bucket", help_text="记在哪个账户")
    points = serializers.IntegerField(source="amount", help_text="增加为正，减少为负")
    label = serializers.SerializerMethodField(help_text="事由")  # type: ignore[assignment] # the word clients read
    reference = serializers.CharField(source="transaction.reference", help_text="相关单号，可能为空")
    at = serializers.DateTimeField(source="transaction.at")

    def get_label(self, entry: Entry) -> str:
        return label_of(entry.transaction.kind)
