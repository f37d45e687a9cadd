"""Licensed praise for other platforms: a ZIP of a table and pictures. Only with the writer's consent; audited."""

import csv
import io
import tempfile
import zipfile
from typing import Any

from django.contrib import admin, messages
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest

from kernel import clock
from kernel.audit.desk import actor_of, show_moment
from kernel.audit.desk.exports import safe_cell
from kernel.audit.services import record
from mall.reviews.models import Review
from mall.reviews.selectors import follow_up_of, publishable, publishing_row

MOST = 300
IN_MEMORY = 8 * 1024 * 1024
TITLES = {
    "id": "编号", "product": "商品", "options": "规格", "rating": "评分", "text": "评价", "follow_up": "追评",
    "reply": "商家回复", "author": "昵称（匿名已隐去）", "published_at": "发布时间", "files": "图片文件",
}  # fmt: skip


@admin.action(description="导出可对外使用的评价（表格和图片）")
def export_for_publishing(desk: Any, request: HttpRequest, queryset: QuerySet[Review]) -> FileResponse | None:
    """Hand out those of the selected reviews whose writers allow it."""
    # A queryset of its own: the list's fetches pictures for another purpose.
    chosen = Review.objects.filter(pk__in=queryset.order_by().values("pk"))
    found = list(publishable(chosen)[: MOST + 1])
    if not found:
        messages.error(request, "所选评价中没有已发布且会员同意对外使用的。")
        return None
    if len(found) > MOST:
        messages.error(request, f"一次最多导出 {MOST} 条，请缩小范围。")
        return None
    record(
        actor=actor_of(request),
        action="mall.reviews.export_for_publishing",
        label="导出可对外使用的评价",
        target=desk.opts.label_lower,
        after={"reviews": [review.pk for review in found]},
    )
    packed = _zip(found)
    return FileResponse(packed, as_attachment=True, filename=f"reviews-{clock.today():%Y%m%d}.zip")


export_for_publishing.desk_permission = "mall_reviews.export_review"  # type: ignore[attr-defined] # DeskAdmin reads it


def _zip(reviews: list[Review]) -> Any:
    packed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        rows = [publishing_row(review, _add_pictures(archive, review)) for review in reviews]
        archive.writestr("reviews.csv", _table(rows))
    packed.seek(0)
    return packed


def _add_pictures(archive: zipfile.ZipFile, review: Review) -> list[str]:
    """Put the pictures of a review, and of its published follow-up, into the archive; return their names there."""
    follow_up = follow_up_of(review)
    pictures = [*review.pictures.all(), *(follow_up.pictures.all() if follow_up and follow_up.is_published else ())]
    names = []
    for number, picture in enumerate(pictures, 1):
        name = f"pictures/{review.pk}-{number}.{picture.file.name.rpartition('.')[2]}"
        with default_storage.open(picture.file.name) as file:
            archive.writestr(name, file.read())
        names.append(name)
    return names


def _table(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    out.write("\ufeff")  # tells Excel that it is UTF-8
    writer = csv.writer(out)
    writer.writerow(TITLES.values())
    for row in rows:
        row["published_at"] = show_moment(row["published_at"])
        writer.writerow(safe_cell(row[name]) for name in TITLES)
    return out.getvalue()
