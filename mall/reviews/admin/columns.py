"""How a review looks on the operators' pages: everything a member wrote is text, never markup."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.audit.desk import badge
from kernel.media.links import thumbnail_path
from mall.reviews.models import ContentCheck, FollowUp, Review, ReviewPicture
from mall.reviews.selectors import follow_up_of
from mall.reviews.states import State

STATE_COLOURS = {"pending": "info", "manual": "warning", "published": "success", "rejected": "danger"}
CHECK_COLOURS = {"passed": "success", "doubtful": "warning", "risky": "danger", "unknown": "warning"}
LABELS = {
    10001: "广告", 20001: "时政", 20002: "色情", 20003: "辱骂", 20006: "违法犯罪", 20008: "欺诈", 20012: "低俗",
    20013: "版权", 21000: "其他",
}  # fmt: skip
ERRORS = {
    "no_wechat_identity": "会员没有微信身份",
    "no_verdict": "微信一直没有给出结果",
    "picture_not_loaded": "微信无法下载图片",
    "wechat_unavailable": "微信没有响应",
    "wechat_too_frequent": "调用过于频繁",
    "wechat_misconfigured": "微信接入配置有误",
    "errcode 61010": "会员两小时内没有打开小程序",
}
SHOWN_IN_LIST = 4


def stars(rating: int) -> SafeString:
    """Return the stars, red where somebody is unhappy."""
    colour = "text-red-600" if rating <= 2 else "text-orange-500"
    return format_html('<span class="{} whitespace-nowrap">{}</span>', colour, "★" * rating + "☆" * (5 - rating))


def thumbnails(pictures: Iterable[ReviewPicture], *, most: int = SHOWN_IN_LIST, size: int = 56) -> SafeString | str:
    """Return small pictures that lead to the large ones."""
    found = list(pictures)
    shown = format_html_join(
        "",
        '<a href="{}" target="_blank" rel="noopener"><img src="{}" width="{}" height="{}" alt="评价图片" '
        'class="rounded-default object-cover"></a>',
        ((each.file.url, thumbnail_path(each.file, "240x240"), size, size) for each in found[:most]),
    )
    more = format_html('<span class="self-center">+{}</span>', len(found) - most) if len(found) > most else ""
    return format_html('<div class="flex flex-wrap gap-1">{}{}</div>', shown, more) if found else "—"


def content(review: Review) -> SafeString:
    """Return what was written, the follow-up and the answer below it."""
    follow_up = follow_up_of(review)
    below = [("追评", follow_up.text)] if follow_up else []
    below += [("回复", review.reply)] if review.reply else []
    return format_html(
        '<div class="min-w-64 whitespace-normal">{} {}{}</div>',
        stars(review.rating),
        review.text or "（没有文字）",
        format_html_join("", '<div class="mt-1"><b>{}</b> {}</div>', below),
    )


def states(review: Review) -> SafeString:
    """Return the state of the review, and of its follow-up where that is another matter."""
    follow_up = follow_up_of(review)
    own = badge(str(review.get_state_display()), STATE_COLOURS.get(review.state))
    if follow_up is None or follow_up.state == State.PUBLISHED:
        return format_html("{}", own)
    return format_html("{} {}", own, badge(f"追评{follow_up.get_state_display()}", STATE_COLOURS.get(follow_up.state)))


def findings(review: Review) -> SafeString | str:
    """Return what the checks of the present round have to say, the bad news only."""
    follow_up = follow_up_of(review)
    bad = [
        (badge(finding_text(check), CHECK_COLOURS.get(check.state)),)
        for check in review.checks.all()
        if check.round == _round_of(check, review, follow_up) and check.state in CHECK_COLOURS
        if check.state != ContentCheck.State.PASSED
    ]
    return format_html_join(" ", "{}", bad) if bad else "—"


def finding_text(check: ContentCheck) -> str:
    """Return in a few words what came of one check."""
    what = "图片" if check.picture_id else "文字"
    if check.state == ContentCheck.State.UNKNOWN:
        return f"{what}：{ERRORS.get(check.error, check.get_state_display())}"
    kind = LABELS.get(check.label, "")
    return f"{what}{check.get_state_display()}{f'：{kind}' if kind else ''}"


def _round_of(check: ContentCheck, review: Review, follow_up: FollowUp | None) -> int:
    return follow_up.round if check.follow_up_id and follow_up else review.round
