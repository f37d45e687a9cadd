"""Examples that stand in the OpenAPI document."""

from drf_spectacular.utils import OpenApiExample

WRITE_REVIEW = [
    OpenApiExample(
        "有图评价",
        value={
            "order_number": "20261121000000000042",
            "line_id": "42",
            "rating": 5,
            "text": "料子厚实，洗过不掉色。",
            "picture_ids": ["7", "8"],
            "is_anonymous": False,
            "allows_publishing": True,
        },
        request_only=True,
    ),
]
FOLLOW_UP = [OpenApiExample("追评", value={"text": "用了一个月，还是很好。"}, request_only=True)]
