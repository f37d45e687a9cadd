"""The pages operators use for members every day, in a browser: member, tiers, tasks, reviews."""

import re

from tests.browser.conftest import Visitor

MEMBERS, TASKS, REVIEWS = "/admin/members_accounts/member/", "/admin/members_tasks/task/", "/admin/mall_reviews/review/"
TIERS = "/admin/members_tiers/tier/"


def first_row(visitor: Visitor) -> None:
    visitor.page.locator("#result_list tbody tr th a, #result_list tbody tr td a").first.click()
    visitor.page.wait_for_url("**/change/**")


def test_a_member_is_one_screen(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.open(MEMBERS)
    first_row(visitor)
    visitor.scroll()
    text = visitor.check()
    visitor.keep("admin-member", height=1100)

    for word in ("等级", "成长值", "积分", "余额", "人群", "最近订单", "动态"):
        assert word in text


def test_another_ladder_is_tried_out(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.open(TIERS)
    visitor.keep("admin-tiers")
    text = visitor.open(f"{TIERS}simulate/")
    visitor.page.locator("form button[type=submit], form input[type=submit]").last.click()
    visitor.page.wait_for_load_state()
    text = visitor.check()
    visitor.keep("admin-tier-simulation", height=1100)

    assert "银卡" in text
    assert visitor.page.locator("canvas").count() >= 1


def test_a_task_is_designed(visitor: Visitor) -> None:
    visitor.sign_in()
    text = visitor.open(TASKS)
    first_row(visitor)
    page = visitor.check()
    visitor.keep("admin-task", height=1100)

    assert "签到" in text
    assert re.search("奖励", page)


def test_reviews_are_moderated(visitor: Visitor) -> None:
    visitor.sign_in()
    text = visitor.open(REVIEWS)
    visitor.keep("admin-reviews")
    first_row(visitor)
    page = visitor.check()
    visitor.keep("admin-review", height=1100)

    assert "评价" in text
    assert "评分" in page or "★" in page
