"""How products are rated, drawn side by side."""

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.audit.desk import ReadOnlyDesk, link_column
from mall.reviews.models import RatingSummary

WIDTH, HEIGHT = 240, 14
# From one star to five.
COLOURS = ("#dc2626", "#f97316", "#facc15", "#a3e635", "#16a34a")
COUNT = F("one") + F("two") + F("three") + F("four") + F("five")


@admin.register(RatingSummary)
class RatingDesk(ReadOnlyDesk):
    list_display = ["product_page", "count", "mean", "bar", "low", "pictured", "followed_up", "reviews"]
    list_select_related = ["product"]
    search_fields = ["product__name", "product__code"]
    ordering = ["-pk"]
    fields = ["product_page", "count", "mean", "bar", "low", "pictured", "followed_up", "reviews"]
    readonly_fields = ["product_page", "count", "mean", "bar", "low", "reviews"]
    product_page = link_column("product", "商品")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RatingSummary]:
        rows: QuerySet[RatingSummary] = (
            super().get_queryset(request).annotate(counted=COUNT, unhappy=F("one") + F("two"))
        )
        return rows

    @admin.display(description="评价数", ordering="counted")
    def count(self, rating: RatingSummary) -> int:
        return rating.count

    @admin.display(description="平均分")
    def mean(self, rating: RatingSummary) -> str:
        tenths = (rating.stars * 10 + rating.count // 2) // rating.count if rating.count else 0
        return f"{tenths // 10}.{tenths % 10}" if rating.count else "—"

    @admin.display(description="差评（1-2 星）", ordering="unhappy")
    def low(self, rating: RatingSummary) -> int:
        return rating.one + rating.two

    @admin.display(description="1 星到 5 星")
    def bar(self, rating: RatingSummary) -> SafeString | str:
        """Draw the shares of the stars as one bar."""
        if not rating.count:
            return "—"
        ends = [sum(rating.by_stars[:stars]) * WIDTH // rating.count for stars in range(6)]
        parts = zip(ends, ends[1:], COLOURS, rating.by_stars, range(1, 6), strict=False)
        drawn = format_html_join(
            "",
            '<rect x="{}" width="{}" height="{}" fill="{}"><title>{} 星 {} 条</title></rect>',
            ((start, end - start, HEIGHT, colour, stars, each) for start, end, colour, each, stars in parts),
        )
        said = "，".join(f"{stars} 星 {each} 条" for stars, each in enumerate(rating.by_stars, 1))
        return format_html(
            '<svg width="{}" height="{}" role="img" aria-label="{}">{}</svg>', WIDTH, HEIGHT, said, drawn
        )

    @admin.display(description="评价")
    def reviews(self, rating: RatingSummary) -> SafeString:
        page = reverse("admin:mall_reviews_review_changelist")
        return format_html(
            '<a href="{}?product__id__exact={}" class="text-primary-600">查看评价</a>', page, rating.product_id
        )
