"""Reads of consent, of copies and of erasures."""

from dataclasses import dataclass
from datetime import datetime

from members.privacy.models import Consent, DataExport, Erasure
from members.privacy.purposes import PURPOSES, Purpose
from members.privacy.states import ErasureState


@dataclass(frozen=True)
class Standing:
    """What a member has said about a purpose last. `is_current`: to the text that is valid now."""

    purpose: str
    label: str
    version: str
    is_granted: bool
    is_current: bool
    granted_version: str
    at: datetime | None


def has_consent(*, member_id: int, purpose: str) -> bool:
    """Tell whether the member agrees to a purpose: the newest decision says yes, to whichever text was valid then."""
    newest = Consent.objects.filter(member_id=member_id, purpose=purpose).order_by("-id").first()
    return newest is not None and newest.is_granted


def consents_of(member_id: int) -> list[Standing]:
    """Return where a member stands on every purpose. One query."""
    newest: dict[str, Consent] = {}
    for consent in Consent.objects.filter(member_id=member_id).order_by("id"):
        newest[consent.purpose] = consent
    return [_standing(purpose, newest.get(purpose.code)) for purpose in PURPOSES.values()]


def newest_export(member_id: int) -> DataExport | None:
    """Return the newest copy, without its content."""
    return DataExport.objects.filter(member_id=member_id).defer("content_cipher").order_by("-id").first()


def open_erasure(member_id: int) -> Erasure | None:
    """Return the request that is cooling off, if there is one."""
    return Erasure.objects.filter(member_id=member_id, state=ErasureState.COOLING).first()


def _standing(purpose: Purpose, said: Consent | None) -> Standing:
    version = purpose.version.get()
    return Standing(
        purpose=purpose.code,
        label=purpose.label,
        version=version,
        is_granted=said is not None and said.is_granted,
        is_current=said is not None and said.version == version,
        granted_version=said.version if said is not None and said.is_granted else "",
        at=said.at if said is not None else None,
    )
