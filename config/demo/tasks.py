"""The demo's tasks and campaign for points, and some weeks of check-ins."""

from collections.abc import Mapping
from datetime import timedelta

from kernel import clock
from kernel.outbox.relay import deliver_pending
from mall.catalog.models import Category
from mall.rewards.models import EarningRule
from members.accounts.models import Member
from members.tasks.models import CheckIn, MakeUpCard, Task
from members.tasks.services import check_in, grant_cards
from members.tasks.services import seed_tasks as seed_presets

RUNNING_FOR = timedelta(days=60)
# Days ago on which each of them checked in; today is left to the visitor.
CHECKED = {"alice": range(1, 10), "bob": (12, 11, 10, 9, 8, 7, 6, 3, 2), "dave": (5, 1)}


def seed_tasks() -> int:
    """Make the presets and a campaign of double points, before anybody does anything; return how many tasks."""
    started = clock.now() - RUNNING_FOR
    seed_presets(at=started)
    if not EarningRule.objects.exists():
        category = Category.objects.filter(parent=None).order_by("position", "id").first()
        scope = EarningRule.Scope.CATEGORY if category else EarningRule.Scope.ALL
        EarningRule.objects.create(name="居家双倍积分", scope=scope, category=category, starts_at=started)
    return Task.objects.count()


def seed_check_ins(members: Mapping[str, Member]) -> int:
    """Check members in on past days, each at breakfast, and give alice two cards. Twice is once."""
    if not CheckIn.objects.exists():
        for key, days in CHECKED.items():
            for ago in sorted(days, reverse=True):
                morning = clock.start_of(clock.today() - timedelta(days=ago)) + timedelta(hours=8, minutes=ago)
                with clock.at(morning):
                    check_in(member_id=members[key].pk, at=morning)
                    deliver_pending()
    grant_cards(
        member_id=members["alice"].pk,
        count=2,
        source=MakeUpCard.Source.OPERATOR,
        key="demo:alice",
        reference="见面礼",
        at=clock.now(),
    )
    return CheckIn.objects.count()
