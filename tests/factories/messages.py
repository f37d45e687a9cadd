"""Templates, subscriptions and messages on their way."""

import factory

from kernel import clock
from kernel.numbers import new_number
from members.messages.models import Delivery, Message, Subscription, Template, WechatTemplate
from tests.factories.accounts import MemberFactory


class WechatTemplateFactory(factory.django.DjangoModelFactory[WechatTemplate]):
    """A one-time template with a text and an amount."""

    class Meta:
        model = WechatTemplate

    template_id = factory.Sequence(lambda n: f"template-{n}")
    title = "礼物通知"
    content = "赠送人:{{thing1.DATA}}\n金额:{{amount2.DATA}}\n"
    fields = factory.LazyFunction(
        lambda: [
            {"key": "thing1", "label": "赠送人", "choices": []},
            {"key": "amount2", "label": "金额", "choices": []},
        ]
    )
    fetched_at = factory.LazyFunction(clock.now)


class TemplateFactory(factory.django.DjangoModelFactory[Template]):
    """The operators' words for the kind that only tests know, by WeChat."""

    class Meta:
        model = Template

    kind = "test.gift"
    uses_wechat = True
    wechat_template = factory.SubFactory(WechatTemplateFactory)
    wechat_fields = factory.LazyFunction(lambda: {"thing1": "giver", "amount2": "amount"})
    scene = "checkout"


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    class Meta:
        model = Message

    member = factory.SubFactory(MemberFactory)
    kind = "test.gift"
    key = factory.Sequence(lambda n: f"gift:{n}")
    group = "system"
    title = "林晓送您一份礼物"
    body = "林晓送您 ¥12.00，单号 42。"
    page = "pages/gift/index?number=42"
    values = factory.LazyFunction(lambda: {"giver": "林晓", "amount": "¥12.00", "number": "42"})
    sent_at = factory.LazyFunction(clock.now)


class DeliveryFactory(factory.django.DjangoModelFactory[Delivery]):
    """A delivery whose turn has come."""

    class Meta:
        model = Delivery

    message = factory.SubFactory(MessageFactory)
    channel = "wechat"
    number = factory.LazyFunction(lambda: new_number(clock.today()))
    queued_at = factory.LazyFunction(clock.now)
    next_attempt_at = factory.LazyFunction(clock.now)


class SubscriptionFactory(factory.django.DjangoModelFactory[Subscription]):
    class Meta:
        model = Subscription

    member = factory.SubFactory(MemberFactory)
    template_id = "template-1"
    remaining = 1
    accepted = factory.SelfAttribute("remaining")
    last_result = "accept"
    answered_at = factory.LazyFunction(clock.now)
