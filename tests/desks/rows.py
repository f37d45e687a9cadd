"""One row for the page of every room, so that a walk through the site opens them all."""

from datetime import timedelta
from itertools import count

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.services import record, target_of
from kernel.staff.models import Operator
from mall.catalog.models import AudiencePrice, HotWord, SearchCount
from mall.freight.models import FreightTemplate
from mall.payments.models import Notification, Payment, PaymentException, Refund
from mall.rewards.models import EarningRule
from mall.rewards.services import settle_order
from members.accounts.models import Member
from members.accounts.services import note_access, propose_merge
from members.audiences.services import NewList, read_import
from members.ledger.services import Owner
from members.points.services import propose_adjustment, upload_grants
from members.portraits.services import answer
from members.privacy.services import record_consent, request_erasure, request_export
from members.tasks.services import check_in, grant_cards, seed_tasks
from members.tiers.models import BenefitGrant, Tier
from members.tiers.services import extend_membership, review_standings
from members.wallet.models import WalletDay
from members.wallet.services import NewAdjustment, adjust_wallet
from members.wallet.shapes import WalletParts
from tests.factories.accounts import MemberFactory, hangzhou
from tests.factories.audiences import audience_of
from tests.factories.catalog import BrandFactory, SkuFactory
from tests.factories.ledger import give, points_of
from tests.factories.messages import DeliveryFactory as MessageDeliveryFactory
from tests.factories.messages import SubscriptionFactory, TemplateFactory
from tests.factories.orders import placed, virtual_shelf
from tests.factories.outbox import DeliveryFactory
from tests.factories.portraits import PortraitFieldFactory
from tests.factories.reviews import picture_of, published
from tests.factories.rewards import paid_order
from tests.factories.tiers import grow
from tests.factories.wallet import card_codes, guessed, topped_up

_serial = count(1)


def one_of_everything(operator: Operator, member: Member) -> None:
    """Write a row for every page that can have one."""
    who, target = Actor.operator(operator.pk), target_of(operator)
    record(actor=who, action="kernel.staff.sign_in", label="登录后台", target=target)
    DeliveryFactory(state="dead", last_error="数据库繁忙")
    hangzhou()
    give(points_of(Owner.member(member.pk)), 100)
    _points(operator, member)
    BrandFactory()
    HotWord.objects.create(text="被子")
    SearchCount.objects.create(text="枕头", searched_on=clock.today(), times=3)
    FreightTemplate.objects.create(name="全国通用")
    _tasks(member)
    _people(operator, member)
    _messages(member)
    _money(member)
    _tiers(member)
    _wallet(operator, member)
    published(member, rating=4, picture_ids=(picture_of(member).pk,))
    AudiencePrice.objects.create(sku=SkuFactory(), audience=audience_of(member), price_fen=800)
    listed = NewList(audience_id=audience_of(member).pk, mode="add", file_name="粘贴的名单", content=b"13900139000")
    read_import(given=listed, operator_id=operator.pk, at=clock.now())


def _wallet(operator: Operator, member: Member) -> None:
    topped_up(member.pk, 100)
    guessed(member.pk, card_codes(operator.pk)[0])
    change = NewAdjustment(member.pk, WalletParts(99_999, 0), "补偿")
    adjust_wallet(change=change, operator_id=operator.pk, at=clock.now())
    WalletDay.objects.create(
        day=clock.today(), opening_fen=0, closing_fen=0, closing_principal_fen=0, counted_at=clock.now()
    )


def _people(operator: Operator, member: Member) -> None:
    at, who = clock.now(), Actor.operator(operator.pk)
    note_access(member_id=member.pk, what="phone", reason="物流找不到人", actor=who, at=at)
    propose_merge(
        source_id=MemberFactory(nickname="小林").pk,
        target_id=member.pk,
        evidence="operator",
        note="客服核实为同一人",
        actor=who,
        at=at,
    )
    record_consent(member_id=member.pk, purpose="marketing", is_granted=True, version="2026-01", at=at)
    request_export(member_id=member.pk, at=at)
    request_erasure(member_id=MemberFactory(nickname="艾琳").pk, at=at)
    PortraitFieldFactory(code="skin_type", label="肤质", kind="choice", options=["干性", "油性"])
    answer(member_id=member.pk, values={"skin_type": "干性"}, source="operator", at=at)


def _tiers(member: Member) -> None:
    grow(member, 1_200, clock.now())
    silver = Tier.objects.get(code="silver")
    BenefitGrant.objects.create(
        member=member,
        ladder="growth",
        occasion="upgrade",
        kind="points",
        period="silver",
        tier=silver,
        amount=1,
        at=clock.now(),
    )
    extend_membership(member_id=member.pk, days=30, key="rows", at=clock.now())
    review_standings(at=clock.now())


def _messages(member: Member) -> None:
    TemplateFactory(kind="order.paid", wechat_fields={"thing1": "goods", "amount2": "amount"})
    MessageDeliveryFactory(
        message__member=member, state="failed", reason="unknown", next_attempt_at=None, ended_at=clock.now()
    )
    SubscriptionFactory(member=member)


def _points(operator: Operator, member: Member) -> None:
    at, who = clock.now(), operator.pk
    propose_adjustment(member_id=member.pk, points=200, reason="补发", operator_id=who, at=at)
    propose_adjustment(member_id=member.pk, points=99999, reason="补发", operator_id=who, at=at)
    content = f"会员号或手机号,积分\n{member.number},5\n1,5".encode()
    upload_grants(file_name="六月.csv", content=content, reason="活动", operator_id=who, at=at)


def _tasks(member: Member) -> None:
    at = clock.now()
    seed_tasks(at=at)
    check_in(member_id=member.pk, at=at)
    grant_cards(member_id=member.pk, count=1, source="operator", key="gift", reference="补偿", at=at)
    EarningRule.objects.create(name="双倍积分")
    settle_order(order_id=paid_order(member, 10_000).pk, at=at)


def _money(member: Member) -> None:
    order = placed(member, virtual_shelf())
    at, number = clock.now(), f"{next(_serial):020d}"
    payment = Payment.objects.create(
        number=number,
        order_id=order.pk,
        order_number=order.number,
        member=member,
        channel="wechat",
        description="商品",
        amount_fen=order.payable_fen,
        created_at=at,
        expires_at=at + timedelta(minutes=30),
    )
    refund = Refund.objects.create(
        number=number,
        payment=payment,
        kind="order",
        order_refund_id=1,
        amount_fen=1,
        reason="不想要了",
        created_at=at,
        state="failed",
    )
    PaymentException.objects.create(
        kind="refund_stuck", reference=number, payment=payment, refund=refund, detail="渠道没有答复", found_at=at
    )
    Notification.objects.create(channel="wechat", event_id=number, event_type="TRANSACTION.SUCCESS", received_at=at)
