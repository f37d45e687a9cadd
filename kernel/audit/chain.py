"""The link between two audit entries: SHA-256 over the digest before and the entry's content."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

GENESIS = hashlib.sha256(b"siyu.audit").hexdigest()
COVERED = ("sequence", "at", "actor_kind", "actor_id", "action", "label", "target", "before", "after", "request_id")


def plain(value: Any) -> Any:
    """Return a value as both databases give JSON back unchanged: no floats, no NUL, keys are texts."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).replace("\x00", "")  # PostgreSQL's jsonb refuses NUL


def digest_of(previous: str, content: dict[str, Any]) -> str:
    """Return the 64 hex digits that follow `previous`."""
    moment: datetime = content["at"]
    covered = {**{name: content[name] for name in COVERED}, "at": moment.astimezone(UTC).isoformat()}
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
