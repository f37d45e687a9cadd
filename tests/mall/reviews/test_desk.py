"""The moderation desk: the queue with pictures, decisions in bulk, answers, the window, the export."""

import csv
import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR, SERVICE
from mall.reviews.models import FollowUp, Review
from tests.factories.reviews import bought, picture_of, published, written
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db
LIST = "/admin/mall_reviews/review/"
SCRIPT = "<script>alert(1)</script>"


def browser_of(operator):
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def desk(stella):
    return browser_of(stella)


def act(desk, action, *reviews):
    return desk.post(LIST, {"action": action, "_selected_action": [review.pk for review in reviews]}, follow=True)


def page_of(review, action):
    return f"{LIST}{review.pk}/{action}/"


def manual(alice, **said):
    review = written(alice, **said)
    Review.objects.filter(pk=review.pk).update(state="manual")
    review.refresh_from_db()
    return review


def table_of(answer):
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(csv.DictReader(io.StringIO(archive.read("reviews.csv").decode("utf-8-sig"))))
    return archive, rows


def test_the_queue_shows_pictures_and_what_the_checks_found(desk, alice, cup):
    review = manual(alice, line=bought(alice, product=cup), picture_ids=(picture_of(alice).pk,))
    review.checks.filter(picture=None).update(state="doubtful", label=10001)
    review.checks.exclude(picture=None).update(state="unknown", error="picture_not_loaded")
    published(alice, text="这条不用审")

    page = desk.get(LIST, {"work": "queue"}).content.decode()

    assert "料子厚实" in page
    assert "这条不用审" not in page
    assert "文字存疑：广告" in page
    assert "图片：微信无法下载图片" in page
    assert page.count('alt="评价图片"') == 1


def test_script_in_a_review_is_text_on_every_page(desk, alice):
    type(alice).objects.filter(pk=alice.pk).update(nickname=SCRIPT)
    alice.refresh_from_db()
    review = published(alice, text=SCRIPT)

    for path in (LIST, f"{LIST}{review.pk}/change/", page_of(review, "reply"), "/admin/"):
        page = desk.get(path).content.decode()
        assert SCRIPT not in page


def test_many_are_let_through_or_turned_down_at_once(desk, alice):
    fine, also_fine, bad = (manual(alice) for _ in range(3))

    act(desk, "approve_many", fine, also_fine)
    act(desk, "reject_advertising", bad)

    states = {review.pk: (review.state, review.reason) for review in Review.objects.all()}
    assert states == {fine.pk: ("published", ""), also_fine.pk: ("published", ""), bad.pk: ("rejected", "advertising")}
    assert AuditEntry.objects.filter(action="mall.reviews.approve_review").count() == 2


def test_one_that_cannot_be_decided_stops_none_of_the_others(desk, alice):
    done, waiting = published(alice), manual(alice)

    page = act(desk, "approve_many", done, waiting).content.decode()

    assert "1 条已完成" in page
    assert "1 条未能完成" in page


def test_a_rejection_with_words_reaches_the_review(desk, alice):
    review = manual(alice)

    desk.post(page_of(review, "reject"), {"reason": "privacy", "note": "含电话"}, follow=True)

    review.refresh_from_db()
    assert (review.state, review.reason, review.note) == ("rejected", "privacy", "含电话")
    assert "泄露个人信息" in desk.get(f"{LIST}{review.pk}/change/").content.decode()


def test_answer_window_hide_and_check_anew(desk, alice):
    review = published(alice)

    desk.post(page_of(review, "reply"), {"text": "谢谢！"}, follow=True)
    desk.post(page_of(review, "showcase"), {}, follow=True)
    review.refresh_from_db()
    assert (review.reply, review.is_showcased) == ("谢谢！", True)
    desk.post(page_of(review, "leave-window"), {}, follow=True)
    desk.post(page_of(review, "hide"), {"note": "重复"}, follow=True)
    review.refresh_from_db()
    assert (review.state, review.is_showcased, review.note) == ("hidden", False, "重复")
    desk.post(page_of(review, "recheck"), {}, follow=True)
    review.refresh_from_db()
    assert (review.state, review.round) == ("pending", 2)


def test_an_anonymous_writer_stays_so_and_is_not_found_by_name(desk, alice):
    manual(alice, is_anonymous=True)

    page = desk.get(LIST).content.decode()

    assert "a***（匿名）" in page
    assert "alice" not in page
    assert "料子厚实" not in desk.get(LIST, {"q": "alice"}).content.decode()


def test_the_export_holds_what_its_writers_allow_and_names_no_anonymous_one(desk, alice, cup):
    allowed = published(alice, bought(alice, product=cup), text="=1+1", allows_publishing=True, is_anonymous=True,
                        picture_ids=(picture_of(alice).pk, picture_of(alice, "red").pk))  # fmt: skip
    others = [
        published(alice, bought(alice, product=cup)),
        manual(alice, line=bought(alice, product=cup), allows_publishing=True),
    ]

    archive, rows = table_of(act(desk, "export_for_publishing", allowed, *others))

    assert [(row["编号"], row["评价"], row["昵称（匿名已隐去）"]) for row in rows] == [
        (str(allowed.pk), "'=1+1", "a***")
    ]
    assert rows[0]["图片文件"].split() == [f"pictures/{allowed.pk}-1.webp", f"pictures/{allowed.pk}-2.webp"]
    assert sorted(archive.namelist())[:2] == [f"pictures/{allowed.pk}-1.webp", f"pictures/{allowed.pk}-2.webp"]
    assert "alice" not in archive.read("reviews.csv").decode()
    entry = AuditEntry.objects.get(action="mall.reviews.export_for_publishing")
    assert entry.after == {"reviews": [allowed.pk]}


def test_without_anything_allowed_nothing_is_handed_out(desk, alice):
    page = act(desk, "export_for_publishing", published(alice)).content.decode()

    assert "没有已发布且会员同意对外使用的" in page
    assert not AuditEntry.objects.filter(action="mall.reviews.export_for_publishing").exists()


def test_customer_service_decides_and_answers_but_does_not_export(alice):
    service = browser_of(operator_with(SERVICE))
    review = manual(alice)

    assert act(service, "export_for_publishing", review).status_code == 200
    act(service, "approve_many", review)

    review.refresh_from_db()
    assert review.state == "published"
    assert service.post(page_of(review, "showcase"), {}).status_code == 403
    assert not AuditEntry.objects.filter(action="mall.reviews.export_for_publishing").exists()


def test_the_auditor_only_reads(alice):
    auditor = browser_of(operator_with(AUDITOR))
    review = manual(alice)

    assert auditor.get(LIST).status_code == 200
    act(auditor, "approve_many", review)
    assert auditor.post(page_of(review, "approve"), {}).status_code == 403

    review.refresh_from_db()
    assert review.state == "manual"


def test_the_list_costs_the_same_for_any_number_of_reviews(desk, alice, cup):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        return len(queries)

    def more():
        review = published(alice, bought(alice, product=cup), picture_ids=(picture_of(alice).pk,))
        FollowUp.objects.create(review=review, text="追", state="manual", created_at=review.created_at)

    more()
    cost()
    few = cost()
    for _ in range(4):
        more()

    cost()
    assert cost() == few


def test_products_are_rated_side_by_side(desk, alice, cup):
    for rating in (1, 5, 5):
        published(alice, bought(alice, product=cup), rating=rating)

    page = desk.get("/admin/mall_reviews/ratingsummary/").content.decode()

    assert "1 星 1 条，2 星 0 条，3 星 0 条，4 星 0 条，5 星 2 条" in page
    assert "3.7" in page
    assert desk.get(LIST, {"product__id__exact": cup.pk}).status_code == 200
