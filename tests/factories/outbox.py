"""Facts and deliveries, for pages that show them."""

import factory

from kernel import clock
from kernel.outbox.models import Delivery, StoredFact


class StoredFactFactory(factory.django.DjangoModelFactory[StoredFact]):
    class Meta:
        model = StoredFact

    name = "mall.orders.order_confirmed"
    aggregate = "order_id:42"
    payload = factory.LazyFunction(lambda: {"order_id": 42})
    published_at = factory.LazyFunction(clock.now)


class DeliveryFactory(factory.django.DjangoModelFactory[Delivery]):
    class Meta:
        model = Delivery

    fact = factory.SubFactory(StoredFactFactory)
    handler = "mall.fulfilment.handlers.open_parcel"
    room = "mall.fulfilment"
    lane = "mall.fulfilment order_id:42"
    next_attempt_at = factory.LazyFunction(clock.now)
