"""Who became whom, what was agreed to, what the shop asks: by the services, twice is once."""

from collections.abc import Mapping

from config.demo.simulators import DemoSimulators
from kernel import clock
from kernel.audit.actors import Actor
from members.accounts.models import Identity, Member, MergeCase
from members.accounts.services import link_identity, login_with_wechat, propose_merge, update_profile
from members.portraits.models import PortraitField
from members.portraits.services import answer
from members.privacy.purposes import MARKETING, POLICY, PORTRAIT
from members.privacy.services import record_consent, request_erasure

FIELDS = (
    {"code": "skin_type", "label": "肤质", "kind": "choice", "options": ["干性", "油性", "混合性", "敏感性"]},
    {"code": "home_style", "label": "家居风格", "kind": "choices", "options": ["原木", "北欧", "中式", "极简"]},
    {"code": "child_born_on", "label": "宝宝生日", "kind": "date", "needs_consent": True},
    {"code": "family_size", "label": "家中几口人", "kind": "number"},
)
ANSWERS = {"alice": {"skin_type": "干性", "home_style": ["原木", "极简"]}, "carol": {"family_size": 3}}
# Somebody of two WeChat accounts, one who is about to leave.
SECOND_SELF, LEAVING = "alice-2", "erin"


def seed_relations(members: Mapping[str, Member], simulators: DemoSimulators) -> int:
    """Ask, answer, agree; let one pair be proposed, another be merged, one member be leaving. Return the cases."""
    _portraits(members)
    for member in members.values():
        for purpose in (POLICY, MARKETING, PORTRAIT):
            version = purpose.version.get()
            record_consent(member_id=member.pk, purpose=purpose.code, is_granted=True, version=version, at=clock.now())
    if not MergeCase.objects.exists():
        _merges(members, simulators)
        leaving = _arrive(LEAVING, "艾琳", simulators)
        request_erasure(member_id=leaving.pk, at=clock.now())
    return MergeCase.objects.count()


def _portraits(members: Mapping[str, Member]) -> None:
    for position, field in enumerate(FIELDS):
        PortraitField.objects.get_or_create(code=field["code"], defaults={**field, "position": position})
    for name, values in ANSWERS.items():
        answer(member_id=members[name].pk, values=values, source="operator", at=clock.now())


def _merges(members: Mapping[str, Member], simulators: DemoSimulators) -> None:
    at, wecom = clock.now(), Identity.Provider.WECOM
    again = _arrive(SECOND_SELF, "小林", simulators)
    link_identity(member_id=members["alice"].pk, provider=wecom, appid="ww-demo", subject="wm-alice", at=at)
    link_identity(member_id=again.pk, provider=wecom, appid="ww-demo", subject="wm-alice", at=at)
    twin = _arrive("bob-2", "阿波的小号", simulators)
    propose_merge(
        source_id=twin.pk,
        target_id=members["bob"].pk,
        evidence=MergeCase.Evidence.OPERATOR,
        note="同一收货地址与电话，待客服核实",
        actor=Actor.system(),
        at=at,
    )


def _arrive(key: str, nickname: str, simulators: DemoSimulators) -> Member:
    code = simulators.codes(f"openid-{key}", "")["login_code"]
    member = login_with_wechat(code=code, scene="", visitor_id="", at=clock.now()).member
    return update_profile(member_id=member.pk, change={"nickname": nickname})
