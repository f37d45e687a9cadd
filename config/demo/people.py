"""The demo's members, signed in and bound through the simulators as anybody would be."""

from dataclasses import dataclass

from config.demo.simulators import DemoSimulators
from kernel import clock
from members.accounts.models import Address, Member
from members.accounts.services import NewAddress, add_address, bind_phone, login_with_wechat, update_profile


@dataclass(frozen=True)
class Person:
    key: str
    nickname: str
    name: str
    phone: str
    region_code: str
    detail: str

    @property
    def openid(self) -> str:
        return f"openid-{self.key}"


PEOPLE = (
    Person("alice", "爱丽丝", "林晓", "13800138001", "330106", "文三路 128 号 3 幢 502"),
    Person("bob", "阿波", "陈博", "13800138002", "310115", "张江路 66 弄 8 号 1201"),
    Person("carol", "卡萝", "周萝", "13800138003", "440305", "科苑南路 15 号 A 座 1806"),
    Person("dave", "大卫", "吴伟", "13800138004", "110105", "望京西路 9 号院 2 单元 701"),
)


def seed_people(simulators: DemoSimulators) -> dict[str, Member]:
    """Sign everybody in, bind their phones, write down where they live. Twice is once."""
    return {person.key: _arrive(person, simulators) for person in PEOPLE}


def _arrive(person: Person, simulators: DemoSimulators) -> Member:
    at = clock.now()
    codes = simulators.codes(person.openid, person.phone)
    signed_in = login_with_wechat(code=codes["login_code"], scene="", visitor_id="", at=at)
    member = signed_in.member
    if signed_in.is_new:
        update_profile(member_id=member.pk, change={"nickname": person.nickname})
    if not member.phone_digest:
        bind_phone(member_id=member.pk, code=codes["phone_code"], at=at)
    if not Address.objects.owned_by(member.pk).exists():
        home = NewAddress(
            name=person.name, phone=person.phone, region_code=person.region_code, detail=person.detail, is_default=True
        )
        add_address(member_id=member.pk, address=home, at=at)
    return member
