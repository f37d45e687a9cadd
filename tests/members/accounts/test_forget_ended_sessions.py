"""Sessions whose last refresh token has ended long ago are forgotten."""

from datetime import timedelta

import pytest

from kernel import clock
from members.accounts.models import Session
from members.accounts.services import forget_ended_sessions, open_session, refresh_session

pytestmark = pytest.mark.django_db


def test_ended_families_go_and_living_ones_stay_whole(alice, bob):
    now = clock.now()
    open_session(member=alice, at=now - timedelta(days=90))
    living = open_session(member=bob, at=now - timedelta(days=45))
    refresh_session(refresh=living.refresh, at=now - timedelta(days=20))

    forgotten = forget_ended_sessions(before=now)

    assert forgotten == 1
    # The rotated token of the living family is still there to be recognised when somebody tries it again.
    assert list(Session.objects.values_list("member", flat=True)) == [bob.pk, bob.pk]
