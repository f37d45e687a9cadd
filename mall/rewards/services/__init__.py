"""What this room does: bring the rewards of an order to where the order stands; reward a review."""

from mall.rewards.services.reviewing import reward_review
from mall.rewards.services.settling import settle_order

__all__ = ["reward_review", "settle_order"]
