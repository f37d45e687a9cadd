"""What this room has of a member, for merging, export and erasure (port `accounts.parts`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel.media.links import file_url
from mall.reviews.models import Review
from mall.reviews.selectors import follow_up_of, written_by
from mall.reviews.services.erasing import erase_reviews, give_back_reviews, give_reviews


class ReviewsPart:
    name = "mall.reviews"

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        return {"评价": Review.objects.owned_by(source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        moved = give_reviews(source_id=source_id, target_id=target_id)
        return {"source_id": source_id, "target_id": target_id, "reviews": moved}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        give_back_reviews(review_ids=journal["reviews"], source_id=journal["source_id"], target_id=journal["target_id"])

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        return {"评价": [_exported(review) for review in written_by(member_id)]}

    def erase(self, *, member_id: int, at: datetime) -> None:
        erase_reviews(member_id=member_id, at=at)

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing stands against it: whatever is being checked goes on for the surviving member."""
        return []


def _exported(review: Review) -> dict[str, Any]:
    follow_up = follow_up_of(review)
    return {
        "商品": review.line.name,
        "评分": review.rating,
        "内容": review.text,
        "图片": [file_url(picture.file) for picture in review.pictures.all()],
        "匿名": review.is_anonymous,
        "允许对外使用": review.allows_publishing,
        "状态": review.get_state_display(),
        "提交时间": review.created_at.isoformat(),
        "商家回复": review.reply,
        "追评": follow_up.text if follow_up else "",
    }
