"""Reviews over REST: a product's, the member's own, and what a member does with them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.inputs import parse, parse_query
from kernel.web.once import Once, idempotent
from kernel.web.pages import KeysetPagination
from kernel.web.views import MemberView, PublicView
from mall.catalog.selectors import Viewer, require_listed
from mall.reviews import services
from mall.reviews.api.examples import FOLLOW_UP, WRITE_REVIEW
from mall.reviews.api.inputs import (
    FollowUpInput,
    MyReviewsQuery,
    ProductReviewsQuery,
    ReviewConsentInput,
    WriteReviewInput,
)
from mall.reviews.api.serializers import MyReviewOutput, OwnReviewOutput, ReviewOutput
from mall.reviews.selectors import (
    lines_to_review,
    own_review,
    product_reviews,
    review_until,
    shown_review,
    written_by,
)
from mall.reviews.shapes import NewReview

TAGS = ["评价"]


class ProductReviewsView(PublicView):
    keyset = ("-published_at", "-id")
    pagination_class = KeysetPagination  # for the document

    @extend_schema(
        operation_id="product_reviews_list",
        summary="商品评价",
        parameters=[ProductReviewsQuery],
        responses=ReviewOutput(many=True),
        tags=TAGS,
    )
    def get(self, request: Request, product_id: int) -> Response:
        query = parse_query(request, ProductReviewsQuery)
        require_listed(product_id, viewer=Viewer.of(request.user, at=clock.now()))
        wanted = {name: query[name] for name in ("rating", "has_pictures", "has_follow_up") if name in query}
        pages = KeysetPagination()
        reviews = pages.paginate_queryset(product_reviews(product_id, **wanted), request, self)
        return pages.get_paginated_response(ReviewOutput(map(shown_review, reviews), many=True).data)


class ReviewsView(MemberView):
    @extend_schema(
        operation_id="review_write",
        summary="评价商品",
        description="收货后在规定天数内，每件订单商品评价一次。通过内容审核后展示。",
        request=WriteReviewInput,
        responses={201: OwnReviewOutput},
        tags=TAGS,
        examples=WRITE_REVIEW,
    )
    @idempotent
    def post(self, request: Request, once: Once) -> Response:
        data = parse(request, WriteReviewInput)
        review = NewReview(**{**data, "picture_ids": tuple(data.get("picture_ids", ()))})
        with once.transaction():
            written = services.write_review(member_id=request.user.pk, review=review, at=clock.now())
            return once.answer(201, _own(request.user.pk, written.pk))


class FollowUpView(MemberView):
    @extend_schema(
        operation_id="review_follow_up",
        summary="追评",
        request=FollowUpInput,
        responses={201: OwnReviewOutput},
        tags=TAGS,
        examples=FOLLOW_UP,
    )
    def post(self, request: Request, review_id: int) -> Response:
        data = parse(request, FollowUpInput)
        services.write_follow_up(
            member_id=request.user.pk,
            review_id=review_id,
            text=data["text"],
            picture_ids=data.get("picture_ids", ()),
            at=clock.now(),
        )
        return Response(_own(request.user.pk, review_id), status=201)


class ReviewConsentView(MemberView):
    @extend_schema(
        operation_id="review_consent",
        summary="同意或撤回对外使用",
        request=ReviewConsentInput,
        responses=OwnReviewOutput,
        tags=TAGS,
    )
    def put(self, request: Request, review_id: int) -> Response:
        is_allowed = parse(request, ReviewConsentInput)["allows_publishing"]
        services.allow_publishing(member_id=request.user.pk, review_id=review_id, is_allowed=is_allowed, at=clock.now())
        return Response(_own(request.user.pk, review_id))


class MyReviewsView(MemberView):
    keyset = ("-id",)
    pagination_class = KeysetPagination  # for the document

    @extend_schema(
        operation_id="my_reviews_list",
        summary="我的评价与待评价商品",
        parameters=[MyReviewsQuery],
        responses=MyReviewOutput(many=True),
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        is_waiting = parse_query(request, MyReviewsQuery)["state"] == "waiting"
        rows: Any = (
            lines_to_review(request.user.pk, at=clock.now())
            if is_waiting
            else written_by(request.user.pk).select_related("line__order")
        )
        pages = KeysetPagination()
        found = pages.paginate_queryset(rows, request, self)
        shown = [_waiting(line) for line in found] if is_waiting else [_written(review) for review in found]
        return pages.get_paginated_response(MyReviewOutput(shown, many=True).data)


def _own(member_id: int, review_id: int) -> Any:
    return OwnReviewOutput(own_review(written_by(member_id).get(pk=review_id))).data


def _waiting(line: Any) -> dict[str, Any]:
    return {"line": line, "review_until": review_until(line.order), "review": None}


def _written(review: Any) -> dict[str, Any]:
    return {"line": review.line, "review_until": None, "review": own_review(review)}
