"""Read what WeChat pushed."""

from dataclasses import dataclass

from kernel.wechat.client import ContentVerdict, verdict_of
from kernel.wechat.models import PushReceipt

MEDIA_CHECK = "wxa_media_check"


@dataclass(frozen=True)
class MediaVerdict:
    """The answer to `check_picture`. `verdict` is None where WeChat could not look at the picture."""

    trace_id: str
    verdict: ContentVerdict | None


def find_media_verdict(*, trace_id: str) -> MediaVerdict | None:
    """Return the verdict on a picture, if it has been pushed."""
    receipt = PushReceipt.objects.filter(event=MEDIA_CHECK, trace_id=trace_id).order_by("id").first()
    return _read(receipt) if receipt else None


def find_pushed_verdict(*, receipt_id: int) -> MediaVerdict | None:
    """Return the verdict that a push holds, None for a push of another kind."""
    receipt = PushReceipt.objects.filter(pk=receipt_id, event=MEDIA_CHECK).exclude(trace_id="").first()
    return _read(receipt) if receipt else None


def _read(receipt: PushReceipt) -> MediaVerdict:
    return MediaVerdict(receipt.trace_id, verdict_of(receipt.message))
