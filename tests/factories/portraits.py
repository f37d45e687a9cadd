"""Questions about members."""

import factory

from members.portraits.models import PortraitField


class PortraitFieldFactory(factory.django.DjangoModelFactory[PortraitField]):
    """A text unless said otherwise."""

    class Meta:
        model = PortraitField

    code = factory.Sequence(lambda n: f"field_{n}")
    label = factory.Sequence(lambda n: f"字段{n}")
    kind = PortraitField.Kind.TEXT
