"""What happened to reviews."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ReviewSubmitted(Fact):
    """A review or its follow-up waits for the content checks."""

    aggregate: ClassVar[str] = "review_id"
    label: ClassVar[str] = "提交评价"
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(Fact):
    """The first publication, whatever the rating; a review that was hidden and shown again is not told twice."""

    aggregate: ClassVar[str] = "review_id"
    label: ClassVar[str] = "评价发布"
    review_id: int
    member_id: int
    order_id: int
    line_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewHidden(Fact):
    """A published review was taken off the page."""

    aggregate: ClassVar[str] = "review_id"
    label: ClassVar[str] = "评价隐藏"
    review_id: int
    member_id: int
    order_id: int
    line_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewRejected(Fact):
    """A review or its follow-up was not let through."""

    aggregate: ClassVar[str] = "review_id"
    label: ClassVar[str] = "评价未通过"
    review_id: int
    member_id: int
    is_follow_up: bool


@dataclass(frozen=True, kw_only=True)
class ReviewReplied(Fact):
    """The shop answered for the first time."""

    aggregate: ClassVar[str] = "review_id"
    label: ClassVar[str] = "商家回复评价"
    review_id: int
    member_id: int
