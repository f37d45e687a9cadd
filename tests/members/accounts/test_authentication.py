"""Each request is answered only for a token that is ours, in time, and whose session is live (rules 13.1)."""

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from kernel import clock
from members.accounts.api.authentication import MemberAuthentication
from members.accounts.models import Member, Session
from members.accounts.services import open_session

pytestmark = pytest.mark.django_db


def caller(header: str | None) -> tuple[Member, Session] | None:
    extra = {} if header is None else {"HTTP_AUTHORIZATION": header}
    return MemberAuthentication().authenticate(Request(APIRequestFactory().get("/", **extra)))


def test_a_fresh_token_names_its_member_and_session(alice, django_assert_num_queries):
    signed_in = open_session(member=alice, at=clock.now())

    with django_assert_num_queries(1):
        member, session = caller(f"Bearer {signed_in.access}")

    assert member == alice
    assert session == Session.objects.get()
