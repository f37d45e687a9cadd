"""Audiences for tests, filled by the service."""

import factory

from kernel import clock
from members.accounts.models import Member
from members.audiences.models import Audience
from members.audiences.services import add_members


class AudienceFactory(factory.django.DjangoModelFactory[Audience]):
    class Meta:
        model = Audience

    code = factory.Sequence(lambda n: f"audience-{n}")
    name = factory.Sequence(lambda n: f"人群{n}")


def audience_of(*members: Member, **fields: str) -> Audience:
    """Return an audience with these members in it."""
    audience: Audience = AudienceFactory(**fields)
    add_members(audience_id=audience.pk, member_ids=[member.pk for member in members], at=clock.now())
    audience.refresh_from_db()
    return audience
