"""What must hold of the audit log: the chain is unbroken (quality 1, People)."""

from collections.abc import Iterator

from kernel.audit.chain import COVERED, GENESIS, digest_of
from kernel.audit.models import AuditEntry, AuditTail


def broken_audit_links() -> Iterator[str]:
    """Yield each place where an entry is missing, altered, out of order, or cut off at the end."""
    previous, expected = GENESIS, 1
    entries = AuditEntry.objects.order_by("sequence").values(*COVERED, "previous", "digest")
    for entry in entries.iterator(chunk_size=2000):
        if entry["sequence"] != expected:
            yield f"entry {expected} is missing"
        elif entry["previous"] != previous:
            yield f"entry {entry['sequence']} does not follow the one before"
        if entry["digest"] != digest_of(entry["previous"], entry):
            yield f"entry {entry['sequence']} was altered"
        previous, expected = entry["digest"], entry["sequence"] + 1
    tail = AuditTail.objects.first()
    end = (tail.sequence, tail.digest or GENESIS) if tail else (0, GENESIS)
    if end != (expected - 1, previous):
        yield f"the end of the log does not match entry {expected - 1}"
