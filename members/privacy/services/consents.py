"""Consent, given and taken back."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, Invalid
from kernel.outbox.services import publish
from members.accounts.services import lock_member
from members.privacy.facts import ConsentChanged
from members.privacy.models import Consent
from members.privacy.purposes import PURPOSES


class PurposeUnknown(Invalid):
    code, title = "purpose_unknown", "没有这项授权"


class ConsentOutdated(Conflict):
    code, title = "consent_outdated", "授权文本已更新，请阅读新版本后再同意"


@transaction.atomic
def record_consent(
    *,
    member_id: int,
    purpose: str,
    is_granted: bool,
    version: str,
    source: str = Consent.Source.MEMBER,
    at: datetime,
) -> Consent:
    """Keep a decision. The same one again adds nothing; taking back needs no version to be the present one.

    :raises PurposeUnknown: nobody asks for it.
    :raises ConsentOutdated: agreed to a text that is not valid any more.
    """
    known = PURPOSES.get(purpose)
    if known is None:
        raise PurposeUnknown
    current = known.version.get()
    if is_granted and version != current:
        raise ConsentOutdated(version=current)
    lock_member(member_id=member_id)
    newest = Consent.objects.filter(member_id=member_id, purpose=purpose).order_by("-id").first()
    if newest is not None and (newest.is_granted, newest.version) == (is_granted, version):
        return newest
    kept = Consent.objects.create(
        member_id=member_id, purpose=purpose, is_granted=is_granted, version=version, source=source, at=at
    )
    publish(ConsentChanged(member_id=member_id, purpose=purpose, is_granted=is_granted))
    return kept
